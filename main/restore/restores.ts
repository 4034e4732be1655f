import type { SnapshotProgress } from '../../shared/contract/snapshot'
import type { RestoreAccount, RestoreOffer, RestoreProgress } from '../../shared/contract/restore'
import { linkSignals } from '../etcd/abort'
import { Latest } from '../latest'
import { clusterNameFor } from './name-for'
import { readSource } from './read-source'
import type { RestoreRequest } from './restore-attempt'
import { missingTools, restoreEngines, writtenBy } from './restore-engines'
import { restoreIntoCluster, type RestoreParts } from './restore-into-cluster'
import { neededBytesEach, roomAt } from './room'
import { SourceFile } from './source-file'

/** Restores of snapshot files into local clusters; what is under way ends with the app, and leaves nothing. */
export class Restores {
  readonly #stopped = new AbortController()
  readonly #running = new Set<Promise<unknown>>()

  constructor(private readonly parts: RestoreParts) {}

  /** Reads a file, and finds out what it can be restored with. */
  async *look(
    path: string,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [SnapshotProgress | RestoreOffer], void, void> {
    const { clusters, engines } = this.parts
    const file = await SourceFile.find(path)
    const reading = readSource(file.path, signal)
    let next = await reading.next()
    for (; !next.done; next = await reading.next()) yield [next.value]
    const { facts, isKubernetes, problem } = next.value
    const { revision, compactRevision, keys, hasTrailer, isAuthEnabled } = facts
    const version = writtenBy(facts)
    const found = restoreEngines((await engines.list()).engines, version)
    const engineId = found.find(({ problem }) => problem === undefined)?.id
    yield [
      {
        ...{ kind: 'offer', path: file.path, sizeBytes: file.sizeBytes, revision, compactRevision, keys },
        ...{ hasTrailer, isKubernetes, isAuthEnabled, version, problem },
        ...{ name: clusterNameFor(file.path, clusters), engines: found, engineId },
        missing: engineId === undefined ? missingTools(found, version) : undefined,
        ...{ freeBytes: await roomAt(clusters.folder), neededBytesEach: neededBytesEach(file.sizeBytes) },
      },
    ]
  }

  /** Restores a file into a new local cluster; the newest progress for a slow reader, then the account. */
  intoCluster(
    request: RestoreRequest,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [RestoreProgress | RestoreAccount], void, void> {
    const begin: RestoreProgress = { kind: 'progress', step: 'check', message: 'Looking at the file.' }
    return this.run(begin, (control) => restoreIntoCluster(this.parts, request, control), signal)
  }

  /**
   * Does work that makes a cluster; yields `begin`, the newest progress for a slow reader, and what came of it. Leaving it, or
   * the app's end, aborts the work's signal and waits until nothing of it is left.
   */
  async *run<Progress, Result>(
    begin: Progress,
    work: (control: {
      readonly signal: AbortSignal
      readonly onProgress: (progress: Progress) => void
    }) => Promise<Result>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly [Progress | Result], void, void> {
    const left = new AbortController()
    const { signal: both, release } = linkSignals(signal, this.#stopped.signal, left.signal)
    const over = new AbortController()
    const latest = new Latest(begin)
    const onProgress = (progress: Progress) => latest.set(progress)
    const running = work({ signal: both, onProgress }).finally(() => over.abort())
    const settled = running.catch(() => undefined)
    this.#running.add(settled)
    try {
      yield* latest.follow(over.signal)
      yield [await running]
    } finally {
      left.abort()
      await settled
      this.#running.delete(settled)
      release()
    }
  }

  /** Ends what is under way; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await Promise.all(this.#running)
  }
}
