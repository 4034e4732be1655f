import { fail } from '../../../../shared/failure'
import { formatBytes } from '../../../ui/format'

/** A larger file is no value: etcd's own limit for a request is 1.5 MiB unless it was raised. */
export const fileAtMost = 64 * 1024 * 1024

/** A name for a key's value as a file: the key's last segment, without what file systems do not take. */
export function fileNameFor(keyText: string): string {
  const last = keyText.split('/').findLast((segment) => segment !== '') ?? ''
  const clean = last.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 100)
  return /^\.*$/.test(clean) ? 'value' : clean
}

/** Hands bytes to the host as a download: the browser keeps it in its folder, the desktop app asks where. */
export function downloadBytes(bytes: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by then; until it has, the address must hold.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** The bytes of a file that was chosen; throws `exhausted` for one larger than {@link fileAtMost}. */
export async function readFileBytes(file: File): Promise<Uint8Array> {
  if (file.size > fileAtMost) {
    const limit = formatBytes(fileAtMost)
    throw fail(
      'exhausted',
      `${file.name} has ${formatBytes(file.size)}; at most ${limit} are loaded as a value.`,
    )
  }
  return new Uint8Array(await file.arrayBuffer())
}
