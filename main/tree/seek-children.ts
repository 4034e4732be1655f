import { compareBytes, concatBytes } from '../../shared/etcd/key'
import { keyAfter, prefixEnd } from '../../shared/etcd/range'
import type { Child } from './folder'
import { segmentBytes, splitKey, type Segment } from './segment'

/** How many keys a range holds, and the first of them. */
export interface Probed {
  readonly count: number
  readonly first?: Uint8Array
}

export interface KeySpan {
  readonly key: Uint8Array
  /** Exclusive; a lone zero byte: to the end of all keys. */
  readonly rangeEnd: Uint8Array
}

export interface SeekOptions {
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
  readonly isTop: boolean
  /** Keys in the folder, and the first of them. */
  readonly total: number
  readonly first: Uint8Array
  /** How often all keys of the folder may be walked on the server, in all. */
  readonly walks: number
  /** How many parts may be split; each is a request. */
  readonly maxSplits: number
  /** Counts ranges at the folder's revision. At most {@link maxSpans} at once; what one costs grows with its count. */
  readonly probe: (spans: readonly KeySpan[]) => Promise<readonly Probed[]>
}

/** etcd takes 128 operations in one transaction unless it was told otherwise. */
export const maxSpans = 120

/** Keys that all begin with `prefix`, from `first` on up to `end`. */
interface Part {
  readonly prefix: Uint8Array
  readonly end: Uint8Array
  readonly count: number
  readonly first: Uint8Array
}

const partsAtOnce = 3

/**
 * Finds the children of a large folder with their exact counts without being sent its keys. A limited Range walks its
 * whole range on the server, so jumping from child to child would walk the rest of the folder for each: instead the
 * folder is split by the byte in which its names begin to differ, and each part again, which walks every key about
 * twice for each such byte. Undefined when that would be more than allowed.
 */
export async function seekChildren(options: SeekOptions): Promise<Map<Segment, Child> | undefined> {
  const { prefix, total, first, walks, maxSplits } = options
  const children = new Map<Segment, Child>()
  let waiting: readonly Part[] = [{ prefix, end: prefixEnd(prefix), count: total, first }]
  let [walked, splits] = [0, 0]
  while (waiting.length > 0) {
    const parts = waiting.slice(-partsAtOnce)
    walked += parts.reduce((all, { count }) => all + count, 0)
    splits += parts.length
    if (walked > walks * total || splits > maxSplits) return undefined
    const behind = await Promise.all(parts.map((part) => split(part, options, children)))
    // The largest are next, so that what has to be given up is given up early.
    waiting = [...waiting.slice(0, -partsAtOnce), ...behind.flat()].sort((a, b) => a.count - b.count)
  }
  return children
}

/** Takes the first child of a part into `children` and gives the parts behind it. */
async function split(
  part: Part,
  { prefix, separator, isTop, probe }: SeekOptions,
  children: Map<Segment, Child>,
): Promise<readonly Part[]> {
  const { segment, isBelow } = splitKey(part.first, prefix.length, separator, isTop)
  const path = concatBytes(
    prefix,
    concatBytes(segmentBytes(segment), isBelow ? separator : new Uint8Array(0)),
  )
  const spans = spansBehind(path, isBelow, part)
  const probed: Probed[] = []
  for (let from = 0; from < spans.length; from += maxSpans)
    probed.push(...(await probe(spans.slice(from, from + maxSpans))))
  const behind = probed.reduce((all, { count }) => all + count, 0)
  const child = children.get(segment) ?? { segment, isKey: false, count: 0, isExpanded: false }
  if (isBelow) child.count = part.count - behind
  else child.isKey = true
  children.set(segment, child)
  return spans.flatMap((span, i) => {
    const { count = 0, first } = probed[i] ?? {}
    return first ? [{ prefix: span.shared, end: span.rangeEnd, count, first }] : []
  })
}

/** The ranges that make up what follows a child in its part, each with what all its keys begin with. */
function spansBehind(
  path: Uint8Array,
  isBelow: boolean,
  part: Part,
): readonly (KeySpan & { readonly shared: Uint8Array })[] {
  const spans: (KeySpan & { shared: Uint8Array })[] = []
  let key = isBelow ? prefixEnd(path) : keyAfter(path)
  const upTo = (rangeEnd: Uint8Array, shared: Uint8Array) => {
    if (!isBefore(key, rangeEnd) || !isBefore(key, part.end)) return
    const end = isBefore(part.end, rangeEnd) ? part.end : rangeEnd
    spans.push({ key, rangeEnd: end, shared })
    key = end
  }
  for (let length = path.length - (isBelow ? 1 : 0); length > part.prefix.length; length--) {
    const shared = path.subarray(0, length)
    upTo(prefixEnd(shared), shared)
  }
  // Where the part's names begin to differ: one range for each byte that text has there, and one above.
  for (let byte = firstOfText; byte <= lastOfText; byte++) {
    const shared = concatBytes(part.prefix, Uint8Array.of(byte))
    upTo(shared, part.prefix)
    upTo(prefixEnd(shared), shared)
  }
  upTo(part.end, part.prefix)
  return spans
}

/** `!` and `~`: what ASCII names are made of lies between them. */
const [firstOfText, lastOfText] = [0x21, 0x7e]

/** True when `a` lies before `end`, which may be etcd's "to the end of all keys". */
function isBefore(a: Uint8Array, end: Uint8Array): boolean {
  const isOpen = (bytes: Uint8Array) => bytes.length === 1 && bytes[0] === 0
  if (isOpen(a)) return false
  return isOpen(end) || compareBytes(a, end) < 0
}
