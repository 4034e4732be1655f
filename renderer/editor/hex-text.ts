const perLine = 16

/** Bytes from hex text, or what is wrong and in which line (from 1). */
export type HexBytes =
  | { readonly bytes: Uint8Array; readonly problem?: undefined }
  | { readonly bytes?: undefined; readonly problem: string; readonly line: number }

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * Bytes as a grid to read and edit: offset, sixteen bytes, and the same as ASCII.
 * `00000000: 7b 22 61 22 3a 31 7d                              |{"a":1}|`
 */
export function bytesToHex(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += perLine) {
    const row = bytes.subarray(at, at + perLine)
    let hex = ''
    let ascii = ''
    for (const byte of row) {
      hex += `${pairs[byte]} `
      ascii += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
    }
    lines.push(`${at.toString(16).padStart(8, '0')}: ${hex.padEnd(perLine * 3)} |${ascii}|`)
  }
  return lines.join('\n')
}

/**
 * Reads hex text back: only the pairs between the offset's colon and the bar count. A line may hold any number of
 * them, spaced or not, with or without offset and ASCII column, so lines can be typed or pasted. Exact inverse of
 * {@link bytesToHex}.
 */
export function hexToBytes(text: string): HexBytes {
  const bytes: number[] = []
  const lines = text.split(/\r\n|[\r\n]/)
  for (const [index, line] of lines.entries()) {
    const digits = hexPart(line)
    if (/[^0-9a-f]/i.test(digits)) {
      return {
        problem: 'Only pairs of hex digits, such as 0a ff, stand between offset and bar.',
        line: index + 1,
      }
    }
    if (digits.length % 2 === 1)
      return { problem: 'A hex digit stands alone: a byte is two of them.', line: index + 1 }
    for (let at = 0; at < digits.length; at += 2) bytes.push(Number.parseInt(digits.slice(at, at + 2), 16))
  }
  return { bytes: Uint8Array.from(bytes) }
}

function hexPart(line: string): string {
  const bar = line.indexOf('|')
  const body = bar < 0 ? line : line.slice(0, bar)
  return body.replace(/^\s*[0-9a-f]+:/i, '').replaceAll(/\s/g, '')
}
