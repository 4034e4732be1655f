import { toEditorText } from '../../../editor/exact-text'
import { equalBytes } from '../../../../shared/etcd/key'
import type { ByteView, ShownAs } from '../../../stores/open-key-state'
import { classifyValue, firstView } from './classify-value'
import { formatJson } from './json-text'
import type { Unwrapped } from './unwrap-value'
import { previewBytes, showValue, typedBytes, type TypedBytes, type ValueText } from './value-text'

/** A value as it is shown, and as which kind of text. */
export interface Shown extends ValueText {
  readonly view: ByteView
}

const names: Readonly<Record<ByteView, string>> = {
  text: 'Text',
  json: 'JSON',
  yaml: 'YAML',
  hex: 'Hex',
  base64: 'Base64',
}

/** What a view is called: the decoded one by the layers it takes off. */
export function nameOfView(view: ShownAs, inner: Unwrapped | undefined): string {
  return view === 'decoded' ? (inner?.label ?? 'Decoded') : names[view]
}

/** Views of one group show the same text; going to another group starts the editor afresh. */
export function groupOf(view: ShownAs): 'text' | 'hex' | 'base64' | 'decoded' {
  return view === 'json' || view === 'yaml' ? 'text' : view
}

const innerView = (inner: Unwrapped): ByteView => firstView(classifyValue(inner.bytes))

/** What lies inside a wrapped value; it can be edited only where it can be wrapped again to the same bytes. */
export function showDecoded(inner: Unwrapped | undefined, isWhole: boolean): Shown {
  if (!inner)
    return { text: '', eol: '\n', isPartial: false, view: 'text', readOnlyBecause: 'It is being decoded.' }
  const view = innerView(inner)
  const shown = { ...showValue(inner.bytes, view, isWhole), view }
  if (inner.rewrap) return shown
  if (inner.readOnlyBecause) return { ...shown, readOnlyBecause: inner.readOnlyBecause }
  const readOnlyBecause = `Decoded from ${inner.label}: packing it again would not give the same bytes.`
  return { ...shown, readOnlyBecause }
}

/** A text nobody can type in, laid out where it is JSON of a size that is read. */
export function forReading({ text, view, eol, isPartial }: Shown): string {
  if (view !== 'json' || isPartial || text.length > 4 * previewBytes) return text
  return formatJson(text, eol) ?? text
}

/** The value's bytes for text typed over what lies inside it. */
export function typedDecoded(text: string, inner: Unwrapped | undefined): TypedBytes {
  if (!inner?.rewrap) return { problem: 'This view cannot be written back.' }
  const typed = typedBytes(text, innerView(inner), inner.bytes)
  if (!typed.bytes) return typed
  try {
    return { bytes: inner.rewrap(typed.bytes) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** The views to choose from. `bytes` is what is typed; undefined while it means nothing. */
export function viewsFor(now: {
  readonly bytes: Uint8Array | undefined
  readonly shownAs: ShownAs
  readonly isDirty: boolean
  readonly isWrapped: boolean
}): readonly ShownAs[] {
  const { bytes, shownAs, isDirty, isWrapped } = now
  if (!bytes) return [shownAs]
  const decoded: readonly ShownAs[] = isWrapped && (!isDirty || shownAs === 'decoded') ? ['decoded'] : []
  const isText = showValue(bytes, 'text', true).readOnlyBecause === undefined
  if (!isText && (isDirty || classifyValue(bytes) === 'bytes')) return [...decoded, 'hex', 'base64']
  return [...decoded, 'text', 'json', 'yaml', 'hex', 'base64']
}

/** The view in which other bytes replace a value: the one before where its text leads back to exactly them, else hex. */
export function fileView(bytes: Uint8Array, base: Uint8Array, before: ShownAs): ByteView {
  if (before === 'base64') return 'base64'
  const now = toEditorText(bytes)
  const was = toEditorText(base)
  // The editor keeps one kind of line ending, the one of the value that it was opened with.
  const eol = was.isExact ? was.form.eol : '\n'
  if (groupOf(before) === 'hex' || !now.isExact || now.form.eol !== eol) return 'hex'
  const view = before === 'decoded' || before === 'json' ? firstView(classifyValue(bytes)) : before
  const back = typedBytes(now.text, view, base).bytes
  return view !== 'hex' && back && equalBytes(back, bytes) ? view : 'hex'
}
