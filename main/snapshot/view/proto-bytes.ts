/** How many bytes a varint takes; exact below 2^53. */
export function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++
  return bytes
}

/** Writes a varint that is exact below 2^53; answers the place behind it. */
export function writeVarint(target: Uint8Array, at: number, value: number): number {
  let [next, rest] = [at, value]
  for (; rest >= 128; rest = Math.floor(rest / 128)) target[next++] = (rest % 128) | 0x80
  target[next++] = rest
  return next
}

/** A varint of 64 bits, as protobuf writes a signed one. */
export function varint64(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Uint8Array.from([...bytes, Number(rest)])
}
