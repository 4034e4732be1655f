import { create } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { WatchResponseSchema } from '../../../main/etcd/gen/etcdserverpb/watch_pb'
import { WatchCursor } from '../../../main/etcd/watch-cursor'

const answer = (revision: bigint, modRevisions: bigint[], fragment = false) =>
  create(WatchResponseSchema, {
    header: { revision },
    fragment,
    events: modRevisions.map((modRevision) => ({ kv: { key: Uint8Array.of(1), modRevision } })),
  })
const taken = (item: ReturnType<WatchCursor['take']>) =>
  item?.kind === 'events' ? item.events.map((event) => event.kv.modRevision) : item

describe('WatchCursor', () => {
  it('goes on after the last event, not after the header', () => {
    const cursor = new WatchCursor(3n)
    expect(taken(cursor.take(answer(100n, [3n, 4n])))).toEqual([3n, 4n])
    expect(cursor.next).toBe(5n)
  })

  it('goes on after the header of an empty answer', () => {
    const cursor = new WatchCursor(3n)
    expect(cursor.take(answer(9n, []))).toEqual({ kind: 'progress', revision: 9n })
    expect(cursor.next).toBe(10n)
  })

  it('never goes back for a progress that is older than what it has', () => {
    const cursor = new WatchCursor(10n)
    expect(cursor.take(answer(5n, []))).toBeUndefined()
    expect(cursor.next).toBe(10n)
  })

  it('holds the last revision of a fragment until it is whole', () => {
    const cursor = new WatchCursor(1n)
    expect(taken(cursor.take(answer(9n, [1n, 2n], true)))).toEqual([1n])
    expect(cursor.next).toBe(2n)
    expect(cursor.take(answer(9n, [2n], true))).toBeUndefined()
    expect(taken(cursor.take(answer(9n, [2n, 3n])))).toEqual([2n, 2n, 2n, 3n])
    expect(cursor.next).toBe(4n)
  })

  it('starts at the revision it had only a part of when the stream breaks', () => {
    const cursor = new WatchCursor(1n)
    cursor.take(answer(9n, [1n, 2n], true))
    cursor.drop()
    expect(cursor.next).toBe(2n)
    expect(taken(cursor.take(answer(9n, [2n, 2n])))).toEqual([2n, 2n])
  })

  it('lets no event through twice', () => {
    const cursor = new WatchCursor(1n)
    cursor.take(answer(9n, [1n, 2n]))
    expect(taken(cursor.take(answer(9n, [2n, 3n])))).toEqual([3n])
  })
})
