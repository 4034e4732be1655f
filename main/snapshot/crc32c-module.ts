/** Bytes that are looked up at a time: more tables would not stay in the processor's first cache. */
export const lookups = 12
/** The tables lie at the beginning of the memory, what is hashed behind them. */
export const scratchAt = 64 * 1024
export const scratchBytes = 64 * 1024

// Opcodes and encodings of WebAssembly's binary format, version 1.
const [block, loop, end, branch, branchIf] = [0x02, 0x03, 0x0b, 0x0c, 0x0d]
const [load32, load8] = [0x28, 0x2d]
const [lessThan, notLess, add, subtract, and, xor, shiftLeft, shiftRight] = [
  ...[0x49, 0x4f, 0x6a, 0x6b, 0x71, 0x73, 0x74, 0x76],
] as [number, number, number, number, number, number, number, number]
const [i32, noResult, function_] = [0x7f, 0x40, 0x60]

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}
function constant(value: number): number[] {
  const signed = (left: number): number[] =>
    left < 0x40 ? [left] : [(left & 0x7f) | 0x80, ...signed(left >>> 7)]
  return [0x41, ...signed(value)]
}
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const list = (items: readonly (readonly number[])[]) => [...unsigned(items.length), ...items.flat()]
const name = (text: string) => list([...Buffer.from(text)].map((byte) => [byte]))
const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content]

const [state, at, to] = [0, 1, 2]
/** The entry of a table for the byte on the stack. */
const lookUp = (table: number) => [...constant(2), shiftLeft, load32, 2, ...unsigned(table * 1024)]
const stateByte = (n: number) => [...get(state), ...constant(8 * n), shiftRight, ...constant(0xff), and]
const byteAt = (offset: number) => [...get(at), load8, 0, offset]
const advance = (bytes: number) => [...get(at), ...constant(bytes), add, ...set(at), branch, 0]

/** The bytes of the state come last: what does not depend on the round before is looked up meanwhile. */
function manyAtATime(): number[] {
  const places = Array.from({ length: lookups }, (_, i) => lookups - 1 - i)
  return [
    ...[...get(to), ...get(at), subtract, ...constant(lookups), lessThan, branchIf, 1],
    ...[...get(state), ...get(at), load32, 0, 0, xor, ...set(state)],
    ...places.flatMap((place, i) => [
      ...(place < 4 ? stateByte(place) : byteAt(place)),
      ...lookUp(lookups - 1 - place),
      ...(i === 0 ? [] : [xor]),
    ]),
    ...[...set(state), ...advance(lookups)],
  ]
}

function oneAtATime(): number[] {
  return [
    ...[...get(at), ...get(to), notLess, branchIf, 1],
    ...[...byteAt(0), ...get(state), xor, ...constant(0xff), and, ...lookUp(0)],
    ...[...get(state), ...constant(8), shiftRight, xor, ...set(state), ...advance(1)],
  ]
}

const repeat = (body: readonly number[]) => [block, noResult, loop, noResult, ...body, end, end]

/**
 * A module that imports `js.memory` and exports `update(state, from, to)`: CRC32-C's state after the bytes between two
 * places, by the tables at the memory's beginning.
 */
export function crc32cModule(): Uint8Array {
  const code = [...list([]), ...repeat(manyAtATime()), ...repeat(oneAtATime()), ...get(state), end]
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([[function_, ...list([[i32], [i32], [i32]]), ...list([[i32]])]])),
    ...section(2, list([[...name('js'), ...name('memory'), 2, 0, 1]])),
    ...section(3, list([[0]])),
    ...section(7, list([[...name('update'), 0, 0]])),
    ...section(10, list([[...unsigned(code.length), ...code]])),
  ])
}
