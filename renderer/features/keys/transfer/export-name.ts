import type { ExportFormat, KeySelection } from '../../../../shared/contract/transfer'
import { bytesToText } from '../../../../shared/etcd/key'

const extensions: Readonly<Record<ExportFormat, string>> = {
  jsonl: 'jsonl',
  yaml: 'yaml',
  etcdctl: 'sh',
  kubernetes: 'k8s.yaml',
}
const two = (n: number) => String(n).padStart(2, '0')

/** A file name that tells what is in it, as of which revision where that is one of the past, and sorts by time: `local-3-registry-pods-20260131-0905.jsonl`. */
export function exportName(
  connection: string,
  selection: KeySelection,
  { format, at, revision }: { readonly format: ExportFormat; readonly at: Date; readonly revision?: bigint },
): string {
  const what = selection.kind === 'prefix' ? bytesToText(selection.prefix) : 'keys'
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  const words = [connection, what, revision === undefined ? '' : `rev${revision}`].map((text) =>
    text.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|-+$/g, ''),
  )
  const name = words.filter(Boolean).join('-').slice(0, 80)
  return `${name || 'export'}-${day}-${two(at.getHours())}${two(at.getMinutes())}.${extensions[format]}`
}

/** Another format's name for the same file; a name that does not end as an export's does is left as it is. */
export function renameForFormat(path: string, format: ExportFormat): string {
  return path.replace(/\.(jsonl|(k8s\.)?yaml|sh)$/, `.${extensions[format]}`)
}
