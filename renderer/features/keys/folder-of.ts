import { startsWith } from '../../../shared/etcd/key'

/** The folder a path is in, with the separator behind; nothing for one at the top, and where nothing separates. */
export function folderOf(path: Uint8Array, separator: Uint8Array): Uint8Array {
  if (separator.length === 0) return new Uint8Array()
  for (let at = path.length - separator.length; at >= 0; at--)
    if (startsWith(path.subarray(at), separator)) return path.slice(0, at + separator.length)
  return new Uint8Array()
}
