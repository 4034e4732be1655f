import { pageHeaderBytes } from './page'
import { damaged } from './damaged'
import { pageId, uint32 } from './little-endian'

/** Where a database begins: the newer of its two meta pages. (etcd has bbolt write no list of free pages.) */
export interface Meta {
  readonly pageSize: number
  /** The page of the root bucket. */
  readonly root: number
  /** The first page that was never used: pages are numbered below it. */
  readonly highWater: number
  readonly txid: bigint
}

const magic = 0xed0cdaed
const version = 2
/** Bytes of a meta before its checksum. */
const checkedBytes = 56
export const metaBytes = pageHeaderBytes + checkedBytes + 8
/** bbolt takes the page size of the system that made the file: 4 KiB on most, up to 64 KiB elsewhere. */
const pageSizes = [1, 2, 4, 8, 16, 32, 64].map((kib) => kib * 1024)

function fnv1a64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash
}

/** The meta in a page, or undefined when it is none or was not written whole. */
function parseMeta(page: Buffer): Meta | undefined {
  if (page.length < metaBytes) return undefined
  const meta = page.subarray(pageHeaderBytes)
  if (uint32(meta, 0) !== magic || uint32(meta, 4) !== version) return undefined
  if (meta.readBigUInt64LE(checkedBytes) !== fnv1a64(meta.subarray(0, checkedBytes))) return undefined
  const pageSize = uint32(meta, 8)
  if (!pageSizes.includes(pageSize)) throw damaged(`a page size of ${pageSize} bytes`)
  return {
    pageSize,
    root: pageId(meta, 16),
    highWater: pageId(meta, 40),
    txid: meta.readBigUInt64LE(48),
  }
}

/**
 * Finds the valid meta with the highest txid, as bbolt does on opening; the second one is looked for at each page size
 * when the first is damaged. Undefined: this is no bbolt file.
 *
 * @param read up to so many bytes from a place in the file; fewer at its end
 */
export function readMeta(read: (at: number, bytes: number) => Buffer): Meta | undefined {
  const first = parseMeta(Buffer.from(read(0, metaBytes)))
  for (const pageSize of first ? [first.pageSize] : pageSizes) {
    const second = parseMeta(Buffer.from(read(pageSize, metaBytes)))
    if (second?.pageSize !== pageSize) continue
    return first && first.txid > second.txid ? first : second
  }
  return first
}
