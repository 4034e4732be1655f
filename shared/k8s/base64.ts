const stretch = 0x8000

/** Standard base64, padded, as Kubernetes prints bytes. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += stretch)
    binary += String.fromCharCode(...bytes.subarray(at, at + stretch))
  return btoa(binary)
}

/** The bytes of standard base64; undefined when the text is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined
  const binary = atob(text)
  return Uint8Array.from(binary, (each) => each.charCodeAt(0))
}
