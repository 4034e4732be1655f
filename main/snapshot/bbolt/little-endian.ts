import { damaged } from './damaged'

/** A number of 4 bytes. */
export function uint32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)) >>>
    0
  )
}

/** A page number: 8 bytes of which no file that can be had needs more than 4. */
export function pageId(bytes: Uint8Array, at: number): number {
  if (uint32(bytes, at + 4) !== 0) throw damaged('a page number is beyond every file')
  return uint32(bytes, at)
}
