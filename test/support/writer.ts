import { EtcdClient } from '../../main/etcd/client'
import { KV } from '../../main/etcd/gen/etcdserverpb/kv_pb'
import { rangeOf } from '../../shared/etcd/range'

const bytes = (text: string) => new TextEncoder().encode(text)

/** Puts keys with a small value each, as fast as etcd takes them. */
export async function putKeys(endpoints: readonly string[], keys: Iterable<string>): Promise<void> {
  await using client = new EtcdClient({ endpoints })
  const left = keys[Symbol.iterator]()
  const putNext = async () => {
    for (;;) {
      const success = []
      for (let next = left.next(); !next.done; next = left.next()) {
        success.push({
          request: { case: 'requestPut' as const, value: { key: bytes(next.value), value: bytes('v') } },
        })
        if (success.length === 128) break
      }
      if (success.length === 0) return
      await client.unary(KV.method.txn, { success }, { timeoutMs: 60_000 })
    }
  }
  await Promise.all(Array.from({ length: 16 }, putNext))
}

/** All keys below a prefix as etcd has them, in its order. */
export async function keysBelow(endpoints: readonly string[], prefix: string): Promise<string[]> {
  await using client = new EtcdClient({ endpoints })
  const { kvs } = await client.unary(KV.method.range, { ...rangeOf(bytes(prefix)), keysOnly: true })
  return kvs.map(({ key }) => new TextDecoder().decode(key))
}

/** One write: a put, or the delete of a key that is there. */
export interface Write {
  readonly key: string
  readonly isPut: boolean
}

/**
 * Makes changes one request each, about `perSecond` at most, in order of their requests per batch; resolves with how
 * many were made.
 *
 * @param next gives the next change; undefined ends it
 */
export async function writeSteadily(
  endpoints: readonly string[],
  perSecond: number,
  next: () => Write | undefined,
): Promise<number> {
  await using client = new EtcdClient({ endpoints })
  const begun = performance.now()
  const batch = Math.max(1, Math.round(perSecond / 100))
  let made = 0
  for (;;) {
    const writes: Promise<unknown>[] = []
    for (let write = next(); write; write = next()) {
      const key = bytes(write.key)
      writes.push(
        write.isPut
          ? client.unary(KV.method.put, { key, value: bytes('v') })
          : client.unary(KV.method.deleteRange, { key }),
      )
      if (writes.length === batch) break
    }
    if (writes.length === 0) return made
    await Promise.all(writes)
    made += writes.length
    const due = begun + (1_000 * made) / perSecond
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
  }
}
