import { damaged } from './damaged'
import { pageId } from './little-endian'
import { childrenOf, pageHeaderBytes, parsePage, visitLeaf, type Page, type VisitEntry } from './page'
import type { PageFile } from './page-file'

/** No tree of bbolt's is near so deep: a branch leads to dozens of pages. */
const maxDepth = 32
/** bbolt's MaxKeySize. */
const maxKeyBytes = 32_768
/** Of a bucket's value: root page, sequence. */
const bucketHeadBytes = 16

/** A bucket of the root, by its name. */
export interface Bucket {
  readonly name: Buffer
  /** Its root page; 0: its one page is inside `value`. */
  readonly root: number
  readonly value: Buffer
  /** Where that value begins in the file. */
  readonly fileAt: number
}

/**
 * Walks the trees of a file in the order of their keys. Each page is reached once and keys rise, else it throws
 * `corrupt`: a damaged file can neither lead in a circle nor be read twice.
 */
export class Walk {
  readonly #reached: Uint8Array

  constructor(private readonly file: PageFile) {
    this.#reached = new Uint8Array(Math.ceil(file.meta.highWater / 8))
  }

  /** The buckets of the root in order. */
  buckets(): Bucket[] {
    const buckets: Bucket[] = []
    this.#tree(this.file.meta.root, 0, (bytes, { isBucket, keyAt, valueAt, end, fileAt }) => {
      if (!isBucket) throw damaged('an entry of the root is no bucket')
      if (end - valueAt < bucketHeadBytes) throw damaged('a bucket has no head')
      const value = Buffer.from(bytes.subarray(valueAt, end))
      buckets.push({
        name: Buffer.from(bytes.subarray(keyAt, valueAt)),
        root: pageId(value, 0),
        value,
        fileAt,
      })
    })
    return buckets
  }

  /** Visits the entries of a bucket in order. */
  visit({ root, value, fileAt }: Bucket, visit: VisitEntry): void {
    const ordered = inOrder(visit)
    if (root !== 0) return this.#tree(root, 0, ordered)
    const length = value.length - bucketHeadBytes
    const page = parsePage({ bytes: value, at: bucketHeadBytes, length, fileAt: fileAt + bucketHeadBytes })
    if (page.kind !== 'leaf' || page.length < pageHeaderBytes) throw damaged('a bucket holds no leaf')
    visitLeaf(page, ordered)
  }

  /** The pages right below a bucket's root, in order; undefined where the root is a leaf. */
  pagesBelow({ root }: Bucket): number[] | undefined {
    if (root === 0) return undefined
    const page = this.file.page(root)
    return page.kind === 'branch' ? childrenOf(page) : undefined
  }

  /** Visits the entries below some of {@link pagesBelow}. */
  visitBelow(pages: readonly number[], visit: VisitEntry): void {
    const ordered = inOrder(visit)
    for (const page of pages) this.#tree(page, 1, ordered)
  }

  #tree(id: number, depth: number, visit: VisitEntry): void {
    if (depth > maxDepth) throw damaged('a tree is deeper than any')
    const page = this.file.page(id)
    this.#reach(id, page)
    if (page.kind === 'leaf') visitLeaf(page, visit)
    // A list: what is below is read over this page's bytes.
    else for (const child of childrenOf(page)) this.#tree(child, depth + 1, visit)
  }

  #reach(id: number, { length }: Page): void {
    const pages = length / this.file.meta.pageSize
    for (let each = id; each < id + pages; each++) {
      const bit = 1 << (each & 7)
      if ((this.#reached[each >> 3] ?? 0) & bit) throw damaged(`page ${each} is in use twice`)
      this.#reached[each >> 3] = (this.#reached[each >> 3] ?? 0) | bit
    }
  }
}

/** Checks that each key is greater than the one before. */
function inOrder(visit: VisitEntry): VisitEntry {
  let last = Buffer.alloc(64)
  let lastLength = -1
  return (bytes, entry) => {
    const { keyAt } = entry
    const length = entry.valueAt - keyAt
    if (length > maxKeyBytes) throw damaged('a key is longer than bbolt takes them')
    if (lastLength >= 0 && !isGreater(bytes, keyAt, length, last, lastLength))
      throw damaged('keys are not in their order')
    if (length > last.length) last = Buffer.alloc(length * 2)
    for (let at = 0; at < length; at++) last[at] = bytes[keyAt + at] ?? 0
    lastLength = length
    visit(bytes, entry)
  }
}

function isGreater(key: Buffer, at: number, length: number, than: Buffer, thanLength: number): boolean {
  const shared = Math.min(length, thanLength)
  for (let i = 0; i < shared; i++) {
    const difference = (key[at + i] ?? 0) - (than[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return length > thanLength
}
