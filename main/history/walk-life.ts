import type { Version } from './read-versions'

/** Reads the key at several revisions; see `readVersions`. */
export type ReadAt = (revisions: readonly bigint[]) => Promise<readonly (Version | undefined)[]>

/** The first block is small, so that there is something to see; blocks hold about so many bytes of values. */
const firstBlock = 32
const largestBlock = 512
const blockBytes = 8 << 20

/**
 * All versions of one life of a key below `top`, newest first, down to the one that is there at `floor`, or to the
 * life's first. Within a life no revision between two versions can hide another: their numbers tell how many there are
 * between. So revisions are probed many at a time, each probe finding the version that was there then.
 * Fails with `compacted` when the floor has risen over what is left.
 */
export async function* walkLife(
  readAt: ReadAt,
  top: Version,
  floor: bigint,
): AsyncGenerator<readonly Version[], void, undefined> {
  if (top.version === 1n || top.modRevision <= floor) return
  const bottom = await bottomOf(readAt, top, floor)
  let size = firstBlock
  for (let high = top; high.version > bottom.version;) {
    const low = await blockEnd(readAt, { high, bottom, size, floor })
    const block = await between(readAt, { high, low, floor })
    yield block
    const bytes = block.reduce((sum, { value }) => sum + value.length, 1)
    const fitting = Math.floor((block.length * blockBytes) / bytes)
    size = Math.max(1, Math.min(4 * size, largestBlock, fitting))
    high = low
  }
}

async function bottomOf(readAt: ReadAt, top: Version, floor: bigint): Promise<Version> {
  const at = floor > top.createRevision ? floor : top.createRevision
  return existing((await readAt([at]))[0])
}

interface Ends {
  readonly high: Version
  readonly low: Version
  readonly floor: bigint
}

/** Where a version is to be found first: one that was written before the floor stands there, and nothing below is read. */
function foundAt({ modRevision }: Version, floor: bigint): bigint {
  return modRevision > floor ? modRevision : floor
}

interface Block {
  readonly high: Version
  readonly bottom: Version
  readonly size: number
  readonly floor: bigint
}

/** A version some `size` below `high`, at most twice as many. */
async function blockEnd(readAt: ReadAt, { high, bottom, size, floor }: Block): Promise<Version> {
  const left = high.version - bottom.version
  const wanted = BigInt(size)
  if (left <= 2n * wanted) return bottom
  const width = high.modRevision - foundAt(bottom, floor)
  // Where it would be were versions spread evenly; then by halving.
  let below = (width * wanted) / left
  for (;;) {
    const low = existing((await readAt([high.modRevision - (below > 0n ? below : 1n)]))[0])
    if (below <= 1n || high.version - low.version <= 2n * wanted) return low
    below /= 2n
  }
}

/** All versions below `high` down to and with `low`, newest first. */
async function between(readAt: ReadAt, { high, low, floor }: Ends): Promise<readonly Version[]> {
  let known = [high, low]
  for (let probes = gaps(known, floor); probes.length > 0; probes = gaps(known, floor)) {
    const found = new Map(known.map((version) => [version.version, version]))
    for (const version of await readAt(probes)) if (version) found.set(version.version, version)
    known = [...found.values()].sort((a, b) => (a.version > b.version ? -1 : 1))
  }
  return known.slice(1)
}

/**
 * Where to look for what is missing between neighbours: as many revisions as versions are missing, evenly, the last of
 * them just below the newer neighbour, where its predecessor must be.
 */
function gaps(known: readonly Version[], floor: bigint): bigint[] {
  const probes: bigint[] = []
  known.forEach((high, i) => {
    const low = known[i + 1]
    if (!low) return
    const missing = high.version - low.version - 1n
    const from = foundAt(low, floor)
    const width = high.modRevision - from - 1n
    for (let at = 1n; at <= missing; at++) probes.push(from + (width * at) / missing)
  })
  return probes
}

function existing(version: Version | undefined): Version {
  if (!version) throw new Error('a key was not there within its own life')
  return version
}
