import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'
import type * as Monaco from 'monaco-editor/editor'
import { loadMonaco } from './load-monaco'
import { editorOptions, type EditorLanguage } from './options'
import { themeName } from './theme'

/** Monaco and the editor that was made with it. */
export interface MadeEditor<E> {
  readonly monaco: typeof Monaco
  readonly editor: E
}

/** What both kinds of editor begin with, in the app's look. */
export function sharedOptions(language: EditorLanguage): Monaco.editor.IStandaloneEditorConstructionOptions {
  return { ...editorOptions(language), theme: themeName }
}

/**
 * Loads Monaco when the component is mounted, makes an editor in its box and disposes it with the component: its
 * models first. Undefined until then, and for good where `onFailed` was told that Monaco could not be loaded.
 */
export function useMonaco<E extends Monaco.editor.IEditor>(options: {
  readonly box: Readonly<ShallowRef<HTMLElement | null>>
  readonly make: (monaco: typeof Monaco, box: HTMLElement) => E
  readonly disposeModels: (editor: E) => void
  readonly onFailed: (error: unknown) => void
}): Readonly<ShallowRef<MadeEditor<E> | undefined>> {
  const made = shallowRef<MadeEditor<E>>()
  let isGone = false

  onMounted(async () => {
    try {
      const monaco = await loadMonaco()
      const { box } = options
      if (!isGone && box.value) made.value = { monaco, editor: options.make(monaco, box.value) }
    } catch (error) {
      options.onFailed(error)
    }
  })

  onBeforeUnmount(() => {
    isGone = true
    if (!made.value) return
    options.disposeModels(made.value.editor)
    made.value.editor.dispose()
  })

  return made
}
