import { readSync } from 'node:fs'
import { damaged } from './damaged'
import { metaBytes, readMeta, type Meta } from './meta'
import { overflowOf, parsePage, type Page } from './page'

const chunkBytes = 64 * 1024
/** 16 MiB in memory, whatever the size of the file. */
const slotCount = 256
/** A page is as large as its largest entry; etcd takes requests of 1.5 MiB unless it was told otherwise. */
const maxPageBytes = 128 * 1024 * 1024

interface Slot {
  chunk: number
  /** Less than a chunk at the end of the file. */
  length: number
  bytes: Buffer
}

/**
 * The pages of a bbolt file, read as they are asked for through a small cache: for a thread of its own, as reading
 * blocks. Everything it throws is `corrupt`, or the system's own error.
 */
export class PageFile {
  readonly meta: Meta
  readonly #slots: readonly Slot[]

  /** @param sizeBytes without the trailer. Throws `corrupt` when it is no bbolt file or was cut off. */
  constructor(
    readonly fd: number,
    readonly sizeBytes: number,
  ) {
    this.#slots = Array.from({ length: slotCount }, () => ({ chunk: -1, length: 0, bytes: Buffer.alloc(0) }))
    const meta = readMeta((at, bytes) => this.#read(at, Math.min(bytes, metaBytes)))
    if (!meta) throw damaged('it does not begin as a bbolt database does')
    if (meta.highWater * meta.pageSize > sizeBytes) throw damaged('the file ends before its last page')
    this.meta = meta
  }

  /** A page in one piece; valid until the next one is read. */
  page(id: number): Page {
    const { pageSize, highWater } = this.meta
    if (id < 2 || id >= highWater) throw damaged(`page ${id} is not in the file`)
    const { bytes, at } = this.#chunk(id * pageSize)
    const overflow = overflowOf(bytes, at)
    if (id + overflow >= highWater) throw damaged(`page ${id} reaches beyond the file`)
    const length = (overflow + 1) * pageSize
    const fileAt = id * pageSize
    if (at + length <= chunkBytes) return parsePage({ bytes, at, length, fileAt })
    if (length > maxPageBytes) throw damaged(`page ${id} is larger than etcd makes them`)
    return parsePage({ bytes: this.#whole(fileAt, length), at: 0, length, fileAt })
  }

  #chunk(at: number): { bytes: Buffer; at: number } {
    const chunk = Math.floor(at / chunkBytes)
    const slot = this.#slots[chunk % slotCount] as Slot
    if (slot.chunk !== chunk) {
      if (slot.bytes.length === 0) slot.bytes = Buffer.allocUnsafeSlow(chunkBytes)
      slot.chunk = -1
      slot.length = readSync(this.fd, slot.bytes, 0, chunkBytes, chunk * chunkBytes)
      slot.chunk = chunk
    }
    const within = at % chunkBytes
    if (within + this.meta.pageSize > slot.length) throw damaged('the file ends before its last page')
    return { bytes: slot.bytes, at: within }
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
