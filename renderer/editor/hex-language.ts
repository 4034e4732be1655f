import type * as Monaco from 'monaco-editor/editor'

/** Colours of the hex grid: offsets and zeros recede, the ASCII column stands apart. */
export function registerHexLanguage(monaco: typeof Monaco): void {
  monaco.languages.register({ id: 'hex' })
  monaco.languages.setMonarchTokensProvider('hex', {
    ignoreCase: true,
    tokenizer: {
      root: [
        [/^\s*[0-9a-f]+:/, 'offset'],
        [/\|.*$/, 'ascii'],
        [/00(?=\s)/, 'zero'],
        [/[0-9a-f]{2}/, 'byte'],
        [/./, 'byte'],
      ],
    },
  })
}
