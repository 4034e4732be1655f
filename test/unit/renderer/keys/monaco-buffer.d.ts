/** Monaco's text buffer, which its published types leave out. */
declare module 'monaco-editor/editor/common/model/textModel' {
  interface TextBuffer {
    setEOL(eol: '\n' | '\r\n'): void
    getLength(): number
    getRangeAt(offset: number, length: number): unknown
    /** @param eol 0: as the buffer's own line ending */
    getValueInRange(range: unknown, eol: 0): string
  }
  /** @param defaultEol 1: `\n`, for a text that has none */
  export function createTextBuffer(text: string, defaultEol: 1): { readonly textBuffer: TextBuffer }
}
