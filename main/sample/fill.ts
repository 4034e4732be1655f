import { setImmediate } from 'node:timers/promises'
import { throwIfAborted } from '../etcd/abort'
import type { EtcdClient } from '../etcd/client'
import { portions } from '../transfer/portions'
import { putGuarded, type GuardedPut } from '../transfer/put-guarded'
import { EventLease } from './event-lease'
import { sampleRegistry, type SampleOptions } from './registry'

/** Objects are made on main's own thread; so many take a few milliseconds. */
const sliceObjects = 16

/**
 * Writes a sample registry, each key only if it is not there. `onWritten` is told how many keys were gone through.
 * Aborting lets the transaction under way end and throws `canceled`.
 */
export async function fillSample(
  client: EtcdClient,
  options: SampleOptions,
  { signal, onWritten }: { readonly signal: AbortSignal; readonly onWritten: (keys: number) => void },
): Promise<void> {
  const lease = await new EventLease(client).id(signal)
  let written = 0
  for await (const puts of portions(slices(options, lease))) {
    throwIfAborted(signal)
    await putGuarded(client, puts, () => {})
    onWritten((written += puts.length))
  }
}

async function* slices(options: SampleOptions, lease: string): AsyncGenerator<readonly GuardedPut[]> {
  let slice: GuardedPut[] = []
  for (const { key, value, isEvent } of sampleRegistry(options)) {
    slice.push({ key, value, seen: 0n, lease: isEvent ? lease : undefined })
    if (slice.length < sliceObjects) continue
    yield slice
    slice = []
    await setImmediate()
  }
  yield slice
}
