const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 to text; throws TypeError where it is none, so that nothing is lost without a word. */
export function readText(bytes: Uint8Array): string {
  const { length } = bytes
  if (length > 24) return decoder.decode(bytes)
  let text = ''
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] as number
    if (byte > 0x7f) return decoder.decode(bytes)
    text += String.fromCharCode(byte)
  }
  return text
}
