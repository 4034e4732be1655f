import { createReadStream } from 'node:fs'

/** One line without its newline; `isWhole` is false for a last line that has none. Numbers start at 1. */
export interface Line {
  readonly number: number
  readonly bytes: Uint8Array
  readonly isWhole: boolean
}

/** Longer lines are no keys of any etcd, and would not fit into memory. */
export const maxLineBytes = 64 << 20

/**
 * The lines of a file, a chunk of it in memory at a time; the next is read when it is asked for. Throws what the
 * system says, and an Error for a line of more than 64 MiB.
 */
export async function* readLines(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Line[], void, undefined> {
  let number = 0
  let rest: Buffer[] = []
  let restBytes = 0
  for await (const chunk of createReadStream(path, {
    highWaterMark: 1 << 20,
    signal,
  }) as AsyncIterable<Buffer>) {
    const lines: Line[] = []
    let from = 0
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, from)) {
      const bytes = Buffer.concat([...rest, chunk.subarray(from, at)])
      lines.push({ number: ++number, bytes, isWhole: true })
      rest = []
      restBytes = 0
      from = at + 1
    }
    rest.push(chunk.subarray(from))
    restBytes += chunk.length - from
    if (restBytes > maxLineBytes) throw new Error(`line ${number + 1} is longer than 64 MiB`)
    if (lines.length > 0) yield lines
  }
  if (restBytes > 0) yield [{ number: number + 1, bytes: Buffer.concat(rest), isWhole: false }]
}
