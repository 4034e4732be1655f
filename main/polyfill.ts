/**
 * What the oldest runtime this app is run on lacks (Electron 25: Node 18.15): disposal symbols and AbortSignal.any.
 * Imported first by both entries; does nothing where they exist.
 */
for (const name of ['dispose', 'asyncDispose'] as const) {
  if (!(name in Symbol)) Object.defineProperty(Symbol, name, { value: Symbol.for(`Symbol.${name}`) })
}

if (!('any' in AbortSignal)) {
  Object.defineProperty(AbortSignal, 'any', {
    value: (signals: readonly AbortSignal[]): AbortSignal => {
      const both = new AbortController()
      const stop = (event: Event) => abort(event.target as AbortSignal)
      const abort = (by: AbortSignal) => {
        for (const signal of signals) signal.removeEventListener('abort', stop)
        both.abort(by.reason)
      }
      for (const signal of signals) signal.addEventListener('abort', stop)
      const aborted = signals.find((signal) => signal.aborted)
      if (aborted) abort(aborted)
      return both.signal
    },
  })
}
