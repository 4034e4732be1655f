import type { WatchedKey, WatchEvent } from '../etcd/watch-cursor'

/** A line of a panel as its file has it. A gap's `kv` has its bounds as create and mod revision, and its content as value. */
export interface PanelRecord {
  readonly kind: 'put' | 'delete' | 'gap'
  readonly kv: WatchedKey
  readonly prevKv?: WatchedKey
  /** Milliseconds since 1970. */
  readonly receivedMs: number
  /** No event of the same revision stands before it. */
  readonly isFirstOfRevision: boolean
  readonly meetsCondition: boolean
}

export const kinds = ['put', 'delete', 'gap'] as const

export const flagFirst = 1
export const flagMeets = 2

/**
 * Where a record has what, little endian; then its previous revisions (where there are some), key, value and
 * previous value.
 */
export const at = {
  length: 0,
  kind: 4,
  flags: 5,
  keyLength: 6,
  valueLength: 10,
  prevLength: 14,
  modRevision: 18,
  createRevision: 26,
  version: 34,
  lease: 42,
  receivedMs: 50,
  end: 58,
} as const

/** As a previous value's length: there is none. */
export const noPrev = 0xffffffff
const prevBytes = 32

/** How many bytes {@link writeRecord} takes. */
export function recordSize({ kv, prevKv }: Pick<PanelRecord, 'kv' | 'prevKv'>): number {
  return at.end + kv.key.length + kv.value.length + (prevKv ? prevBytes + prevKv.value.length : 0)
}

/** Writes a record at `from`, where there must be room for its {@link recordSize}. */
export function writeRecord(target: Buffer, from: number, record: PanelRecord): void {
  const { kv, prevKv } = record
  target.writeUInt32LE(recordSize(record), from + at.length)
  target[from + at.kind] = kinds.indexOf(record.kind)
  target[from + at.flags] =
    (record.isFirstOfRevision ? flagFirst : 0) | (record.meetsCondition ? flagMeets : 0)
  target.writeUInt32LE(kv.key.length, from + at.keyLength)
  target.writeUInt32LE(kv.value.length, from + at.valueLength)
  target.writeUInt32LE(prevKv ? prevKv.value.length : noPrev, from + at.prevLength)
  target.writeBigInt64LE(kv.modRevision, from + at.modRevision)
  target.writeBigInt64LE(kv.createRevision, from + at.createRevision)
  target.writeBigInt64LE(kv.version, from + at.version)
  target.writeBigInt64LE(kv.lease, from + at.lease)
  target.writeDoubleLE(record.receivedMs, from + at.receivedMs)
  let next = from + at.end
  if (prevKv) {
    for (const value of [prevKv.modRevision, prevKv.createRevision, prevKv.version, prevKv.lease])
      next = target.writeBigInt64LE(value, next)
  }
  target.set(kv.key, next)
  target.set(kv.value, next + kv.key.length)
  if (prevKv) target.set(prevKv.value, next + kv.key.length + kv.value.length)
}

/** The inverse of {@link writeRecord}; the bytes are views of `source`. */
export function readRecord(source: Buffer, from: number): PanelRecord {
  const flags = source[from + at.flags] ?? 0
  const prevLength = source.readUInt32LE(from + at.prevLength)
  const hasPrev = prevLength !== noPrev
  const keyFrom = from + at.end + (hasPrev ? prevBytes : 0)
  const valueFrom = keyFrom + source.readUInt32LE(from + at.keyLength)
  const prevFrom = valueFrom + source.readUInt32LE(from + at.valueLength)
  const key = source.subarray(keyFrom, valueFrom)
  const long = (place: number) => source.readBigInt64LE(from + place)
  const prevKv = hasPrev && {
    key,
    value: source.subarray(prevFrom, prevFrom + prevLength),
    modRevision: long(at.end),
    createRevision: long(at.end + 8),
    version: long(at.end + 16),
    lease: long(at.end + 24),
  }
  return {
    kind: kinds[source[from + at.kind] ?? 0] ?? 'put',
    kv: {
      key,
      value: source.subarray(valueFrom, prevFrom),
      modRevision: long(at.modRevision),
      createRevision: long(at.createRevision),
      version: long(at.version),
      lease: long(at.lease),
    },
    ...(prevKv ? { prevKv } : {}),
    receivedMs: source.readDoubleLE(from + at.receivedMs),
    isFirstOfRevision: (flags & flagFirst) !== 0,
    meetsCondition: (flags & flagMeets) !== 0,
  }
}

/** A record's key as a view of `source`. */
export function keyOfRecord(source: Buffer, from: number): Buffer {
  const hasPrev = source.readUInt32LE(from + at.prevLength) !== noPrev
  const keyFrom = from + at.end + (hasPrev ? prevBytes : 0)
  return source.subarray(keyFrom, keyFrom + source.readUInt32LE(from + at.keyLength))
}

/** The records of one batch of a watch, which is of whole revisions. */
export function toRecords(
  events: readonly WatchEvent[],
  { receivedMs, meets }: { readonly receivedMs: number; readonly meets: (event: WatchEvent) => boolean },
): PanelRecord[] {
  return events.map((event, i) => ({
    kind: event.type,
    kv: event.kv,
    prevKv: event.prevKv,
    receivedMs,
    isFirstOfRevision: events[i - 1]?.kv.modRevision !== event.kv.modRevision,
    meetsCondition: meets(event),
  }))
}
