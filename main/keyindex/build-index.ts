import { create, toBinary } from '@bufbuild/protobuf'
import { rangeOf } from '../../shared/etcd/range'
import { KV, RangeRequestSchema } from '../etcd/gen/etcdserverpb/kv_pb'
import { isUnimplemented, messageBytes, streamBytes, type BytesTarget } from '../etcd/message-bytes'
import { KeyIndex } from './key-index'
import { PackedKeys } from './packed-keys'
import { RangeScanner } from './range-scanner'
import { StreamScanner } from './stream-scanner'

export interface BuildIndexOptions {
  readonly target: BytesTarget
  /** Only keys with this prefix. */
  readonly prefix: Uint8Array
  /** About how many keys there will be: room is made for them at once. */
  readonly expectedKeys: number
  /** At which revision; absent: the newest. */
  readonly revision?: bigint
  /** Ask by RangeStream (etcd 3.7 on); where the server does not know it, by Range after all. */
  readonly stream?: boolean
  /** Called when the server did not know RangeStream. */
  readonly onStreamUnknown?: () => void
  /** Called now and then with how many keys are in. */
  readonly onProgress?: (done: number) => void
}

/** A key's usual length; more or less costs a copy or some room. */
const usualKeyBytes = 48
const progressKeys = 50_000

/**
 * Lists all keys of a prefix at one revision, packing them while they arrive: the answer is never held whole. One
 * unlimited Range is the cheapest for etcd, as each limited one walks the whole rest for its count; RangeStream spares
 * the server from holding the answer as well. Fails as the call does, `internal` when the list is cut off.
 */
export async function buildIndex(options: BuildIndexOptions, signal?: AbortSignal): Promise<KeyIndex> {
  if (!options.stream) return listInto(options, 'range', signal)
  try {
    return await listInto(options, 'rangeStream', signal)
  } catch (error) {
    if (!isUnimplemented(error)) throw error
    options.onStreamUnknown?.()
    return listInto(options, 'range', signal)
  }
}

async function listInto(
  { target, prefix, expectedKeys, revision, onProgress }: BuildIndexOptions,
  method: 'range' | 'rangeStream',
  signal?: AbortSignal,
): Promise<KeyIndex> {
  const room = Math.ceil(expectedKeys * 1.02)
  const packed = new PackedKeys({ keys: room, bytes: room * usualKeyBytes })
  const scanner = new RangeScanner((source, from, to) => packed.push(source, from, to))
  const reader = method === 'range' ? scanner : new StreamScanner(scanner)
  const range = create(RangeRequestSchema, { ...rangeOf(prefix), keysOnly: true, revision })
  const request = toBinary(RangeRequestSchema, range)
  const path = `/${KV.typeName}/${KV.method[method].name}`
  const read = method === 'range' ? messageBytes : streamBytes
  let told = 0
  for await (const chunk of read(target, path, request, signal)) {
    reader.push(chunk)
    if (packed.size - told < progressKeys) continue
    told = packed.size
    onProgress?.(told)
  }
  if (!reader.isWhole || scanner.count !== packed.size) throw new Error('the list of keys was cut off')
  // The header tells where the store stands, whatever revision was read.
  return new KeyIndex(packed, revision ?? scanner.revision)
}
