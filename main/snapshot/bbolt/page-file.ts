import { readSync } from 'node:fs'
import { ChunkCache } from './chunk-cache'
import { damaged } from './damaged'
import { metaBytes, readMeta, type Meta } from './meta'
import { overflowOf, parsePage, type Page } from './page'

/** A page is as large as its largest entry; etcd takes requests of 1.5 MiB unless it was told otherwise. */
const maxPageBytes = 128 * 1024 * 1024

/**
 * The pages of a bbolt file, read as they are asked for through a small cache: for a thread of its own, as reading
 * blocks. Everything it throws is `corrupt`, or the system's own error.
 */
export class PageFile {
  readonly meta: Meta
  readonly #cache: ChunkCache

  /** @param sizeBytes without the trailer. Throws `corrupt` when it is no bbolt file or was cut off. */
  constructor(
    readonly fd: number,
    readonly sizeBytes: number,
  ) {
    this.#cache = new ChunkCache(fd, sizeBytes)
    const meta = readMeta((at, bytes) => this.#read(at, Math.min(bytes, metaBytes)))
    if (!meta) throw damaged('it does not begin as a bbolt database does')
    if (meta.highWater * meta.pageSize > sizeBytes) throw damaged('the file ends before its last page')
    this.meta = meta
  }

  /** A page in one piece; valid until the next one is read. */
  page(id: number): Page {
    const { pageSize, highWater } = this.meta
    if (id < 2 || id >= highWater) throw damaged(`page ${id} is not in the file`)
    const fileAt = id * pageSize
    const head = this.#cached(fileAt, pageSize)
    const overflow = overflowOf(this.#cache.bytes, head)
    if (id + overflow >= highWater) throw damaged(`page ${id} reaches beyond the file`)
    const length = (overflow + 1) * pageSize
    if (length > maxPageBytes) throw damaged(`page ${id} is larger than etcd makes them`)
    const at = overflow === 0 ? head : this.#cache.place(fileAt, length)
    if (at !== undefined) return parsePage({ bytes: this.#cache.bytes, at, length, fileAt })
    return parsePage({ bytes: this.#whole(fileAt, length), at: 0, length, fileAt })
  }

  #cached(fileAt: number, length: number): number {
    const at = this.#cache.place(fileAt, length)
    if (at === undefined) throw damaged('the file ends before its last page')
    return at
  }

  #whole(at: number, length: number): Buffer {
    const bytes = this.#read(at, length)
    if (bytes.length < length) throw damaged('the file ends before its last page')
    return bytes
  }

  #read(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafeSlow(length)
    return bytes.subarray(0, readSync(this.fd, bytes, 0, length, at))
  }
}
