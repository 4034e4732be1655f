/** A linear map of 32 bits to 32 bits: what each bit becomes. */
type BitMap = Uint32Array

const bits = 32

function apply(map: BitMap, value: number): number {
  let result = 0
  for (let bit = 0, left = value; left !== 0; bit++, left >>>= 1) if (left & 1) result ^= map[bit] ?? 0
  return result >>> 0
}

/** A map that does what `map` does, twice. */
const twice = (map: BitMap): BitMap => map.map((value) => apply(map, value))

/** What a zero bit that follows does to CRC32-C's state. */
function zeroBit(): BitMap {
  const map = new Uint32Array(bits)
  map[0] = 0x82f63b78
  for (let bit = 1; bit < bits; bit++) map[bit] = 1 << (bit - 1)
  return map
}

/**
 * The CRC32-C of two pieces of bytes in a row, out of the CRC32-C of each and how long the second is: the first goes
 * through as many zeros, by squaring (the way of zlib's crc32_combine).
 */
export function joinCrc32c(first: number, second: number, secondBytes: number): number {
  let crc = first
  let map = twice(twice(twice(zeroBit())))
  for (let left = secondBytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) crc = apply(map, crc)
    map = twice(map)
  }
  return (crc ^ second) >>> 0
}
