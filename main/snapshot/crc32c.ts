/** Tables for eight bytes at a time: table n is what a byte does that is followed by n others. */
const tables = makeTables()
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
]

function makeTables(): Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
    return crc
  })
  const all = [first]
  for (let n = 1; n < 8; n++)
    all.push(all[n - 1]?.map((crc) => (first[crc & 0xff] ?? 0) ^ (crc >>> 8)) ?? first)
  return all
}

/**
 * CRC32-C (Castagnoli), the checksum of etcd's `hash`, going on from `crc` (0 at first) over some of the bytes; an
 * unsigned number.
 */
export function crc32c(crc: number, bytes: Uint8Array, from: number, to: number): number {
  let state = ~crc
  let at = from
  for (const whole = to - 7; at < whole; at += 8) {
    const low =
      state ^
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24))
    state =
      (t7[low & 0xff] as number) ^
      (t6[(low >>> 8) & 0xff] as number) ^
      (t5[(low >>> 16) & 0xff] as number) ^
      (t4[low >>> 24] as number) ^
      (t3[bytes[at + 4] as number] as number) ^
      (t2[bytes[at + 5] as number] as number) ^
      (t1[bytes[at + 6] as number] as number) ^
      (t0[bytes[at + 7] as number] as number)
  }
  for (; at < to; at++) state = (t0[(state ^ (bytes[at] as number)) & 0xff] as number) ^ (state >>> 8)
  return ~state >>> 0
}
