import type { MessageInitShape } from '@bufbuild/protobuf'
import { socketPathOf } from '../../shared/etcd/endpoint'
import { zeroByte } from '../../shared/etcd/range'
import { compareVersions, parseVersion } from '../../shared/etcd/version'
import { fail, type FailureError } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'
import { Maintenance } from '../etcd/gen/etcdserverpb/maintenance_pb'
import type { WatchRequestSchema, WatchResponse } from '../etcd/gen/etcdserverpb/watch_pb'

/** Finds out when all watchers of a stream have been sent everything up to a revision; etcd does not say so. */
export interface EndOfReplay {
  /** True when this answer says that nothing up to the revision is missing. */
  isReached(answer: WatchResponse): boolean
  /** True for an answer about a watcher of its own. */
  isOwn(answer: WatchResponse): boolean
  /** What it means that etcd refused this; undefined when it is not about a watcher of its own. */
  refusal(answer: WatchResponse): FailureError | undefined
  /** A watcher of the stream was sent something. */
  noteEvents(): void
  close(): void
}

interface EndOptions {
  /** Whom the stream goes to. */
  readonly endpoint: string
  readonly until: bigint
  readonly send: (message: MessageInitShape<typeof WatchRequestSchema>) => void
  readonly signal: AbortSignal
}

/** What the member behind the stream can do decides how: see the two ways below. */
export async function openEndOfReplay(client: EtcdClient, options: EndOptions): Promise<EndOfReplay> {
  const { endpoint, signal } = options
  // A snapshot file that is looked into does one thing after the other.
  if (socketPathOf(endpoint) !== undefined) return askForProgress(options)
  const { version } = await client.unary(Maintenance.method.status, {}, { endpoint, signal })
  return answersInOrder(version) ? askForProgress(options) : watchSentinels(options)
}

/** Progress on request comes in order with events, and only when all watchers caught up, since 3.4.25 and 3.5.8. */
function answersInOrder(text: string): boolean {
  const version = parseVersion(text)
  if (!version) return false
  const { major, minor } = version
  if (major !== 3 || minor > 5) return major >= 3
  const since = minor === 5 ? '3.5.8' : '3.4.25'
  return compareVersions(version, parseVersion(since) ?? version) >= 0
}

const askEveryMs = 40

function askForProgress({ until, send }: EndOptions): EndOfReplay {
  const ask = () => send({ requestUnion: { case: 'progressRequest', value: {} } })
  const timer = setInterval(ask, askEveryMs)
  return {
    // A progress on request is about no watcher: its id is -1.
    isReached: ({ watchId, header }) => watchId === -1n && (header?.revision ?? 0n) >= until,
    isOwn: () => false,
    refusal: () => undefined,
    noteEvents: () => {},
    close: () => clearInterval(timer),
  }
}

/** Above the ids of all other watchers of the stream. */
const firstSentinel = 1_000_000n

/**
 * For older members. etcd brings all watchers that lag behind forward in the same round, ten times a second, each by a
 * batch; so a watcher made later that has been sent the last revision tells that the others had their turn as well.
 * Its answer may overtake theirs within a round: two rounds in which nobody else got anything are the end. (With more
 * than 512 watchers behind on the member, etcd chooses among them; then this is likely, not certain.)
 */
function watchSentinels({ until, send }: EndOptions): EndOfReplay {
  let watchId = firstSentinel
  let quietRounds = 0
  let isQuiet = true
  const watch = () => {
    const value = { key: zeroByte, rangeEnd: zeroByte, startRevision: until, fragment: true, watchId }
    send({ requestUnion: { case: 'createRequest', value } })
  }
  watch()
  return {
    isReached(answer) {
      if (answer.watchId !== watchId || answer.events.length === 0) return false
      send({ requestUnion: { case: 'cancelRequest', value: { watchId } } })
      quietRounds = isQuiet ? quietRounds + 1 : 0
      isQuiet = true
      if (quietRounds === 2) return true
      watchId += 1n
      watch()
      return false
    },
    isOwn: (answer) => answer.watchId >= firstSentinel && answer.watchId < watchId,
    refusal(answer) {
      if (answer.watchId !== watchId) return undefined
      const message =
        'Before 3.4.25 and 3.5.8 etcd tells where the past of a range ends only to users who may read all keys.'
      return fail('denied', message, { reason: answer.cancelReason })
    },
    noteEvents: () => void (isQuiet = false),
    close: () => {},
  }
}
