import { create, toBinary } from '@bufbuild/protobuf'
import { rangeOf } from '../../shared/etcd/range'
import { KV, RangeRequestSchema } from '../etcd/gen/etcdserverpb/kv_pb'
import { messageBytes, type BytesTarget } from '../etcd/message-bytes'
import { RangeScanner } from '../keyindex/range-scanner'

/** A key and the revision it was last written at. */
export interface Entry {
  readonly key: Uint8Array
  readonly modRevision: bigint
}

export interface ListEntries {
  readonly target: BytesTarget
  readonly prefix: Uint8Array
  readonly revision: bigint
}

/**
 * All keys of a prefix at a revision in key order, in pieces as they arrive: one Range without a limit, as each limited
 * one would walk the whole rest for its count. What the reader does not ask for stays with the server. Fails as the
 * call does, and when the list is cut off.
 */
export async function* listEntries(
  { target, prefix, revision }: ListEntries,
  signal: AbortSignal,
): AsyncGenerator<readonly Entry[], void, undefined> {
  let entries: Entry[] = []
  let seen = 0
  const scanner = new RangeScanner((source, from, to) => {
    entries.push({ key: source.slice(from, to), modRevision: modRevisionAt(source, to) })
  })
  const request = create(RangeRequestSchema, { ...rangeOf(prefix), keysOnly: true, revision })
  const path = `/${KV.typeName}/${KV.method.range.name}`
  for await (const chunk of messageBytes(target, path, toBinary(RangeRequestSchema, request), signal)) {
    scanner.push(chunk)
    if (entries.length === 0) continue
    seen += entries.length
    yield entries
    entries = []
  }
  if (!scanner.isWhole || scanner.count !== seen) throw new Error('the list of keys was cut off')
}

/** KeyValue (etcd's kv.proto) after its key: 2 create_revision, 3 mod_revision; neither is ever 0. */
function modRevisionAt(source: Uint8Array, at: number): bigint {
  let next = at + 1
  while ((source[next] ?? 0) >= 0x80) next += 1
  if (source[at] !== 0x10 || source[next + 1] !== 0x18) throw new Error('a KeyValue without its revisions')
  return varint(source, next + 2)
}

function varint(source: Uint8Array, at: number): bigint {
  let value = 0
  let scale = 1
  for (let next = at; ; next++) {
    const byte = source[next] ?? 0
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return Number.isSafeInteger(value) ? BigInt(value) : exactVarint(source, at)
    scale *= 128
  }
}

function exactVarint(source: Uint8Array, at: number): bigint {
  let value = 0n
  for (let next = at, shift = 0n; ; next++, shift += 7n) {
    const byte = source[next] ?? 0
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return value
  }
}
