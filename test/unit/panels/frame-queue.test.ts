import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FrameQueue } from '../../../main/panels/frame-queue'
import type { PanelRecord } from '../../../main/panels/record'

const record = (revision: bigint, bytes = 1): PanelRecord => ({
  kind: 'put',
  kv: {
    ...{ key: new Uint8Array(1), value: new Uint8Array(bytes), lease: 0n },
    ...{ createRevision: 1n, modRevision: revision, version: 2n },
  },
  ...{ receivedMs: 0, isFirstOfRevision: true, meetsCondition: false },
})

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** A queue, and the cursor of each frame it wrote. */
function queueOf() {
  const cursors: number[] = []
  const queue = new FrameQueue((_, { cursor }) => Promise.resolve(cursors.push(Number(cursor)) > 0))
  return {
    queue,
    cursors,
    add: (revision: number) => queue.append([record(BigInt(revision))], BigInt(revision)),
  }
}

test('the first event is written at once; what comes right after it shares a frame', async () => {
  const { add, cursors } = queueOf()
  add(1)
  await vi.advanceTimersByTimeAsync(0)
  expect(cursors).toEqual([1])
  for (let revision = 2; revision <= 9; revision++) {
    add(revision)
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(cursors).toEqual([1])
  await vi.advanceTimersByTimeAsync(20)
  expect(cursors).toEqual([1, 9])
})

test('who waits until nothing is left waits for no moment', async () => {
  const { queue, add, cursors } = queueOf()
  add(1)
  await queue.flushed()
  add(2)
  await queue.flushed()
  add(3)
  await vi.advanceTimersByTimeAsync(1)
  await queue.flushed()
  expect(cursors).toEqual([1, 2, 3])
})

test('what has become much is written at once', async () => {
  const { queue, add, cursors } = queueOf()
  add(1)
  await vi.advanceTimersByTimeAsync(0)
  queue.append([record(2n, 1 << 20)], 2n)
  await vi.advanceTimersByTimeAsync(0)
  expect(cursors).toEqual([1, 2])
})
