import { createPinia } from 'pinia'
import { createApp, ref } from 'vue'
import { toFailure } from '../shared/failure'
import App from './App.vue'
import { connectClient, setClient } from './client'
import { listenForShortcuts } from './composables/shortcuts'
import { followTheme } from './composables/theme'
import StartFailure from './features/frame/StartFailure.vue'
import { useFrameStore } from './stores/frame'
import { useSystemStore } from './stores/system'
import './styles/base.css'

followTheme(() => 'system')
const isMainGone = ref(false)

try {
  setClient(await connectClient(() => (isMainGone.value = true)))
  const pinia = createPinia()
  const app = createApp(App, { isMainGone })
  app.use(pinia)
  const system = useSystemStore(pinia)
  await Promise.all([system.load(), useFrameStore(pinia).loaded])
  followTheme(() => system.settings.theme)
  listenForShortcuts()
  app.mount('#app')
} catch (error) {
  createApp(StartFailure, { failure: toFailure(error) }).mount('#app')
}
