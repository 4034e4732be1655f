import { damaged } from './damaged'
import { pageId, uint32 } from './little-endian'

/** One page with those it overflows into, in one piece. A view: the next read may write over it. */
export interface Page {
  readonly bytes: Buffer
  /** Where the page begins in `bytes`. */
  readonly at: number
  readonly length: number
  /** Where the page begins in the file. */
  readonly fileAt: number
  readonly kind: 'branch' | 'leaf'
  /** Elements in it. */
  readonly count: number
}

export const pageHeaderBytes = 16
/** Of a branch (pos, ksize, pgid) and of a leaf (flags, pos, ksize, vsize). */
const elementBytes = 16
const kinds: Readonly<Record<number, Page['kind']>> = { 1: 'branch', 2: 'leaf' }

/** What a page is made of: `length` bytes from `at` on, which begin at `fileAt` in the file. */
export type PageBytes = Pick<Page, 'bytes' | 'at' | 'length' | 'fileAt'>

/** Reads a page's head. Throws `corrupt` when it cannot be one. */
export function parsePage(from: PageBytes): Page {
  const { bytes, at, length } = from
  const kind = kinds[(bytes[at + 8] ?? 0) | ((bytes[at + 9] ?? 0) << 8)]
  if (!kind) throw damaged('a page in use is neither branch nor leaf')
  const count = (bytes[at + 10] ?? 0) | ((bytes[at + 11] ?? 0) << 8)
  if (pageHeaderBytes + count * elementBytes > length)
    throw damaged('a page holds more elements than it has room for')
  return { ...from, kind, count }
}

/** How many pages more it takes than one. */
export const overflowOf = (bytes: Buffer, at: number): number => uint32(bytes, at + 12)

/** The pages that a branch leads to, in the order of their keys. */
export function childrenOf({ bytes, at, count }: Page): number[] {
  return Array.from({ length: count }, (_, i) => pageId(bytes, at + pageHeaderBytes + i * elementBytes + 8))
}

/** Told one entry of a leaf; the bytes are a view. Offsets rather than slices: there are millions. */
export type VisitEntry = (
  bytes: Buffer,
  entry: {
    readonly isBucket: boolean
    readonly keyAt: number
    readonly valueAt: number
    readonly end: number
    /** Where the value begins in the file. */
    readonly fileAt: number
  },
) => void

/** Visits the entries of a leaf in their order. */
export function visitLeaf({ bytes, at, length, count, fileAt }: Page, visit: VisitEntry): void {
  const elementsEnd = at + pageHeaderBytes + count * elementBytes
  const entry = { isBucket: false, keyAt: 0, valueAt: 0, end: 0, fileAt: 0 }
  for (let i = 0; i < count; i++) {
    const element = at + pageHeaderBytes + i * elementBytes
    entry.isBucket = (uint32(bytes, element) & 1) === 1
    entry.keyAt = element + uint32(bytes, element + 4)
    entry.valueAt = entry.keyAt + uint32(bytes, element + 8)
    entry.end = entry.valueAt + uint32(bytes, element + 12)
    entry.fileAt = fileAt + entry.valueAt - at
    if (entry.keyAt < elementsEnd || entry.end > at + length)
      throw damaged('an entry reaches beyond its page')
    visit(bytes, entry)
  }
}
