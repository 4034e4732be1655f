import { createPinia } from 'pinia'
import { createApp, h, ref, type VNode } from 'vue'
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
const pinia = createPinia()
const isMainGone = ref(false)

/** Connects and reads what the first picture needs; says what to draw. */
async function start(): Promise<() => VNode> {
  try {
    setClient(await connectClient(() => (isMainGone.value = true)))
    const system = useSystemStore(pinia)
    await Promise.all([system.load(), useFrameStore(pinia).loaded])
    followTheme(() => system.settings.theme)
    listenForShortcuts()
    return () => h(App, { isMainGone: isMainGone.value })
  } catch (error) {
    const failure = toFailure(error)
    return () => h(StartFailure, { failure })
  }
}

const draw = await start()
createApp({ render: draw }).use(pinia).mount('#app')
