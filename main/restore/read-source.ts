import type { SnapshotProgress } from '../../shared/contract/snapshot'
import type { SnapshotFacts } from '../../shared/contract/snapshot-view'
import { textToBytes } from '../../shared/etcd/key'
import { rangeOf } from '../../shared/etcd/range'
import { FailureError, toFailure, type Failure } from '../../shared/failure'
import { EtcdClient } from '../etcd/client'
import { KV } from '../etcd/gen/etcdserverpb/kv_pb'
import { runInThread } from '../snapshot/snapshot-thread'
import { OpenedFile } from '../snapshot/view/opened-file'

/** What has to be known of a file before it is restored. */
export interface SourceFacts {
  readonly facts: SnapshotFacts
  readonly isKubernetes: boolean
  /** It is damaged, and can be read all the same. */
  readonly problem?: Failure
}

/** Where Kubernetes and OpenShift keep their objects, and the key that their API servers compact by. */
const kubernetesPrefixes = ['/registry/', '/kubernetes.io/', 'compact_rev_key']

/**
 * Reads a file whole, then its tables. Fails with the field `path`: `corrupt` where not even its tables can be read, else
 * as reading a file can.
 */
export async function* readSource(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<SnapshotProgress, SourceFacts, void> {
  let problem: Failure | undefined
  try {
    yield* runInThread({ kind: 'check', file: path }, signal)
  } catch (error) {
    problem = ofPath(error, path)
    if (problem.code !== 'corrupt') throw new FailureError(problem, { cause: error })
  }
  const file = await OpenedFile.open(path, signal).catch((error: unknown) => {
    throw new FailureError(problem ?? ofPath(error, path), { cause: error })
  })
  try {
    const isKubernetes = await holdsKubernetes(file.endpoint, signal)
    return { facts: file.facts, isKubernetes, problem }
  } finally {
    await file.close()
  }
}

function ofPath(error: unknown, path: string): Failure {
  const failure = toFailure(error)
  return failure.code === 'canceled' || failure.code === 'internal'
    ? failure
    : { ...failure, details: { ...failure.details, field: 'path', path } }
}

async function holdsKubernetes(endpoint: string, signal: AbortSignal): Promise<boolean> {
  await using client = new EtcdClient({ endpoints: [endpoint] })
  for (const prefix of kubernetesPrefixes) {
    const range = { ...rangeOf(textToBytes(prefix)), limit: 1n, keysOnly: true }
    const found = await client.unary(KV.method.range, range, { signal })
    if (found.kvs.length > 0) return true
  }
  return false
}
