/** Encodes bytes as base64 without Node: `shared` also runs in the renderer. Linear, in chunks the call stack can take. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  }
  return btoa(binary)
}

/** The exact inverse of {@link toBase64}. Throws on text that is not base64. */
export function fromBase64(text: string): Uint8Array {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}

/**
 * What both ends of the wire add to oRPC's own types: bytes stay bytes (a Buffer arrives as Uint8Array).
 * Both hosts and the client must be given the same list.
 */
export const wireSerializers = [
  {
    type: 20,
    condition: (data: unknown) => data instanceof Uint8Array,
    serialize: (data: Uint8Array) => toBase64(data),
    deserialize: (text: string) => fromBase64(text),
  },
]
