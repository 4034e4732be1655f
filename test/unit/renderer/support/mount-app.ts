import { transferableAbortController } from 'node:util'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import type { Component } from 'vue'
import { setClient } from '../../../../renderer/client'
import { useFrameStore } from '../../../../renderer/stores/frame'
import { useSystemStore } from '../../../../renderer/stores/system'
import { startTestApp, type TestApp } from '../../../support/test-app'

// The document brings abort signals of its own, which Node's parts of main do not take: both sides get Node's.
const native = transferableAbortController()
Object.assign(globalThis, { AbortController: native.constructor, AbortSignal: native.signal.constructor })

/** A part of the renderer, mounted in a document, talking to a whole main on a home of its own. */
export interface MountedApp extends AsyncDisposable {
  readonly main: TestApp
  readonly view: VueWrapper
}

export async function mountApp(
  component: Component,
  props: Record<string, unknown> = {},
): Promise<MountedApp> {
  const main = await startTestApp()
  setClient(main.client)
  const pinia = createPinia()
  setActivePinia(pinia)
  await Promise.all([useSystemStore().load(), useFrameStore().loaded])
  const view = mount(component, { props, attachTo: document.body, global: { plugins: [pinia] } })
  await flushPromises()
  return {
    main,
    view,
    async [Symbol.asyncDispose]() {
      view.unmount()
      document.body.replaceChildren()
      await main[Symbol.asyncDispose]()
    },
  }
}
