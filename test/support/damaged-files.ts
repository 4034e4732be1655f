import { seededRandom } from './random'

const pageBytes = 4096

/**
 * Copies of a bbolt file, each with something wrong: cut off, made longer, bits flipped, numbers overwritten, pages
 * swapped. The same for the same seed; a copy may by chance be whole.
 */
export function* damagedFiles(whole: Buffer, seed: number): Generator<Buffer, never, void> {
  const random = seededRandom(seed)
  const at = (below: number) => Math.floor(random() * below)
  const pages = Math.floor(whole.length / pageBytes)
  for (;;) {
    const bytes = Buffer.from(whole)
    const kind = at(7)
    if (kind === 0) yield bytes.subarray(0, at(bytes.length))
    else if (kind === 1) yield Buffer.concat([bytes, Buffer.alloc(1 + at(5_000), at(256))])
    else {
      for (let times = 1 + at(4); times > 0; times--) {
        // What leads from page to page stands at the beginning of pages.
        const page = pageBytes * at(pages)
        const field = Math.min(page + 4 * at(40), bytes.length - 8)
        if (kind === 2) flip(bytes, at(bytes.length), at(8))
        else if (kind === 3) bytes.writeUInt32LE(at(0xffffffff), field)
        else if (kind === 4) bytes.writeUInt32LE(at(64), field)
        else if (kind === 5) flip(bytes, Math.min(page + at(160), bytes.length - 1), at(8))
        else bytes.copy(bytes, page, pageBytes * at(pages), pageBytes * at(pages))
      }
      yield bytes
    }
  }
}

function flip(bytes: Buffer, at: number, bit: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
}
