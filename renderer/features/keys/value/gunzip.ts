/** More is not unpacked: a small value can hold a very large one. */
export const unpackedAtMost = 64 * 1024 * 1024

/** True for bytes that begin as a gzip member (RFC 1952: magic number, method deflate). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 18 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

/** What is packed in gzip; undefined when it is damaged, larger than {@link unpackedAtMost}, or on abort. */
export async function gunzip(bytes: Uint8Array, signal?: AbortSignal): Promise<Uint8Array | undefined> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('gzip'))
  const reader = stream.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      parts.push(value)
      length += value.length
      if (length > unpackedAtMost || signal?.aborted) {
        await reader.cancel()
        return undefined
      }
    }
  } catch {
    return undefined
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
