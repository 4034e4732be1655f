import type * as Monaco from 'monaco-editor/editor'

let loading: Promise<typeof Monaco> | undefined

/** Loads the editor once, when the first value is shown. A load that failed is tried again at the next call. */
export function loadMonaco(): Promise<typeof Monaco> {
  loading ??= import('./monaco').then(
    ({ monaco }) => monaco,
    (error: unknown) => {
      loading = undefined
      throw error
    },
  )
  return loading
}
