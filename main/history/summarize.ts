import type { ChangeSummary } from '../../shared/contract/history'
import { equalBytes } from '../../shared/etcd/key'
import { fieldChanges, longestText } from '../../shared/history/field-changes'
import type { Content } from './content'

/** The first so many are told; the others are only counted. */
const maxFields = 10

/** What a put changed against the put before it. Bounded: large values are told by their size alone. */
export function summarize(before: Content, after: Content): ChangeSummary {
  if (equalBytes(before.bytes, after.bytes)) return { kind: 'same' }
  const fields = changedFields(before, after)
  // No difference in content means other spaces, or numbers that JavaScript cannot tell apart.
  if (fields.length > 0) return { kind: 'fields', fields: fields.slice(0, maxFields), count: fields.length }
  const [was, is] = [before.text, after.text]
  if (was !== undefined && is !== undefined) return { kind: 'lines', ...countLines(was, is) }
  return { kind: 'bytes', before: before.bytes.length, after: after.bytes.length }
}

function changedFields(before: Content, after: Content) {
  const [was, is] = [before.shown, after.shown]
  if (was && is) return fieldChanges(was.root, is.root)
  const [one, other] = [before.text?.trim(), after.text?.trim()]
  if (one === undefined || other === undefined || one === other || !isShort(one) || !isShort(other)) return []
  return [{ path: '', before: one, after: other }]
}

/** Short enough to be told whole, on one line. */
function isShort(text: string): boolean {
  return text !== '' && text.length <= longestText && !text.includes('\n')
}

/** Lines that only one of the two has, however they are ordered. */
function countLines(before: string, after: string): { added: number; removed: number } {
  const counts = new Map<string, number>()
  for (const line of after.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1)
  for (const line of before.split('\n')) counts.set(line, (counts.get(line) ?? 0) - 1)
  let [added, removed] = [0, 0]
  for (const count of counts.values()) {
    if (count > 0) added += count
    else removed -= count
  }
  return { added, removed }
}
