import type { EtcdClient } from '../etcd/client'
import { delay } from '../etcd/abort'
import { Lease } from '../etcd/gen/etcdserverpb/lease_pb'
import { toFailure } from '../../shared/failure'

/** Ten years: what ends a lease of the past comes from the log, and nothing else must. */
const grantedSeconds = 315_360_000n
const atOnce = 16
const shortestMs = 300
const longestMs = 60_000

/** Grants leases with their ids anew, where they are not there. */
export async function grantLeases(
  client: EtcdClient,
  ids: ReadonlySet<bigint>,
  signal: AbortSignal,
): Promise<void> {
  const left = ids[Symbol.iterator]()
  const grantNext = async () => {
    for (let next = left.next(); !next.done; next = left.next())
      try {
        await client.unary(Lease.method.leaseGrant, { id: next.value, ttl: grantedSeconds }, { signal })
      } catch (error) {
        if (toFailure(error).code !== 'exists') throw error
      }
  }
  await Promise.all(Array.from({ length: atOnce }, grantNext))
}

/**
 * Keeps all leases of a store alive until the signal is aborted, so that none ends and deletes keys meanwhile; resolves when
 * each was renewed once. What goes wrong later is not told: a key that is deleted is noticed by who replays.
 */
export async function keepLeases(client: EtcdClient, signal: AbortSignal): Promise<void> {
  const { leases } = await client.unary(Lease.method.leaseLeases, {}, { signal })
  if (leases.length === 0) return
  const ids = leases.map(({ id }) => id)
  const call = await client.duplex(Lease.method.leaseKeepAlive, { signal })
  const renew = async (): Promise<number> => {
    for (const id of ids) call.send({ id })
    let left = ids.length
    let shortest = longestMs / 1_000
    while (left > 0) {
      const answer = await call.messages.next()
      if (answer.done) break
      left -= 1
      if (answer.value.ttl > 0n) shortest = Math.min(shortest, Number(answer.value.ttl))
    }
    return shortest
  }
  const first = await renew()
  void goOn(first).finally(() => call.cancel())

  async function goOn(seconds: number): Promise<void> {
    try {
      for (let next = seconds; !signal.aborted; next = await renew())
        await delay(Math.max(shortestMs, (next * 1_000) / 3), signal)
    } catch {
      // The signal was aborted, or the member is gone: the replay ends as well.
    }
  }
}
