import { create, toBinary } from '@bufbuild/protobuf'
import { rangeOf } from '../../shared/etcd/range'
import { KV, RangeRequestSchema } from '../etcd/gen/etcdserverpb/kv_pb'
import { messageBytes, type BytesTarget } from '../etcd/message-bytes'
import { KeyIndex } from './key-index'
import { PackedKeys } from './packed-keys'
import { RangeScanner } from './range-scanner'

export interface BuildIndexOptions {
  readonly target: BytesTarget
  /** Only keys with this prefix. */
  readonly prefix: Uint8Array
  /** About how many keys there will be: room is made for them at once. */
  readonly expectedKeys: number
  /** At which revision; absent: the newest. */
  readonly revision?: bigint
  /** Called now and then with how many keys are in. */
  readonly onProgress?: (done: number) => void
}

/** A key's usual length; more or less costs a copy or some room. */
const usualKeyBytes = 48
const progressKeys = 50_000

/**
 * Lists all keys of a prefix in one Range at one revision, packing them while they arrive: the answer is never held
 * whole. One unlimited Range is the cheapest for etcd: each limited one walks the whole rest for its count. Fails as the
 * call does, `corrupt` when the answer is cut off.
 */
export async function buildIndex(options: BuildIndexOptions, signal?: AbortSignal): Promise<KeyIndex> {
  const { target, prefix, expectedKeys, revision, onProgress } = options
  const room = Math.ceil(expectedKeys * 1.02)
  const packed = new PackedKeys({ keys: room, bytes: room * usualKeyBytes })
  const scanner = new RangeScanner((source, from, to) => packed.push(source, from, to))
  const range = create(RangeRequestSchema, { ...rangeOf(prefix), keysOnly: true, revision })
  const request = toBinary(RangeRequestSchema, range)
  const path = `/${KV.typeName}/${KV.method.range.name}`
  let told = 0
  for await (const chunk of messageBytes(target, path, request, signal)) {
    scanner.push(chunk)
    if (packed.size - told < progressKeys) continue
    told = packed.size
    onProgress?.(told)
  }
  if (!scanner.isWhole || scanner.count !== packed.size) throw new Error('the list of keys was cut off')
  return new KeyIndex(packed, scanner.revision)
}
