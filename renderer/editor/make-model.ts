import type * as Monaco from 'monaco-editor/editor'
import type { EditorLanguage } from './options'

/** A text model whose line ending is set by us: Monaco would guess one for a text that has none. */
export function makeModel(
  monaco: typeof Monaco,
  text: string,
  { language, eol = '\n' }: { readonly language: EditorLanguage; readonly eol?: '\n' | '\r\n' },
): Monaco.editor.ITextModel {
  const model = monaco.editor.createModel(text, language)
  const { LF, CRLF } = monaco.editor.EndOfLineSequence
  model.setEOL(eol === '\n' ? LF : CRLF)
  return model
}
