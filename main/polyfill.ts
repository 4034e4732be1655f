/**
 * What the oldest runtime this app is run on lacks: `using` needs these symbols, and Electron 25's Node 18.15 has
 * none. Imported first by both entries, so that classes defined later find them.
 */
for (const name of ['dispose', 'asyncDispose'] as const) {
  if (!(name in Symbol)) Object.defineProperty(Symbol, name, { value: Symbol.for(`Symbol.${name}`) })
}
