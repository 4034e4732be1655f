import { computed, shallowRef } from 'vue'
import { bytesToText } from '../../../shared/etcd/key'
import { toFailure, type Failure } from '../../../shared/failure'
import type { KeyValue } from '../../../shared/contract/kv'
import { useAsync } from '../../composables/use-async'
import { useHistoryStore, type PutBackLease } from '../../stores/history'
import { formatCount } from '../../ui/format'
import { notify } from '../../ui/notify'
import { useChosenVersion, type ChosenVersion } from './use-chosen-version'

/** What the key stands at, as somebody looking at the dialog sees it; `kv` is absent where it is not there. */
export interface Stand {
  readonly kv?: KeyValue
}

/** All that a put-back is decided by. */
export interface PutBackCase {
  readonly version: ChosenVersion
  readonly that: KeyValue
  /** Where it was seen when the dialog was opened. */
  readonly seen: Stand
  /** Where somebody else has brought it since: the write was refused. */
  readonly theirs?: Stand
}

/** The lease that belongs to what is put back, when nobody chose one. */
const firstLease = ({ kv }: Stand): PutBackLease => (kv ? 'keep' : 'none')

/**
 * Putting an old version back, guarded by what was seen. A refused write leaves everything as it is: it is read what the
 * key stands at now, and only a new press writes over that.
 */
export function usePutBack(connectionId: string) {
  const history = useHistoryStore(connectionId)
  const { read } = useChosenVersion(connectionId)
  const known = shallowRef<PutBackCase>()
  const lease = shallowRef<PutBackLease>('keep')
  const isWriting = shallowRef(false)
  const failure = shallowRef<Failure>()

  const look = useAsync(async (signal: AbortSignal, version: ChosenVersion): Promise<PutBackCase> => {
    const { key, newest } = version
    const that = await read(version, signal)
    if (newest.kind === 'delete') return { version, that, seen: {} }
    const kv = await history.readVersion({ key, revision: newest.revision, at: newest.revision }, signal)
    return { version, that, seen: { kv } }
  })

  async function open(version: ChosenVersion) {
    failure.value = undefined
    known.value = undefined
    const found = await look.run(version)
    if (!found) return
    known.value = found
    lease.value = firstLease(found.seen)
  }

  const stand = computed(() => known.value && (known.value.theirs ?? known.value.seen))

  async function seeTheirs(now: PutBackCase) {
    const kv = await history.readNow(now.version.key)
    known.value = { ...now, theirs: { kv } }
    if (!kv && lease.value === 'keep') lease.value = 'none'
  }

  /** Writes; true when it is done. */
  async function write(): Promise<boolean> {
    const now = known.value
    if (!now || !stand.value || isWriting.value) return false
    const { key, row, at } = now.version
    const before = stand.value.kv
    isWriting.value = true
    failure.value = undefined
    try {
      const { revision } = await history.putBack({
        key,
        from: at ?? row.revision,
        expected: before?.modRevision ?? 0n,
        lease: lease.value,
      })
      done(now, before, revision)
      return true
    } catch (error) {
      failure.value = toFailure(error)
      if (failure.value.code === 'conflict')
        await seeTheirs(now).then(
          () => (failure.value = undefined),
          (again: unknown) => (failure.value = toFailure(again)),
        )
      return false
    } finally {
      isWriting.value = false
    }
  }

  function done({ version: { key, row } }: PutBackCase, before: KeyValue | undefined, revision: bigint) {
    const chosenLease = lease.value
    history.choose(undefined)
    const text = `Put v${formatCount(row.version)} of ${bytesToText(key)} back at revision ${formatCount(revision)}`
    const run = () => void undo(key, { before, revision, chosenLease })
    notify.success(text, { action: { text: 'Undo', run }, durationMs: 15_000 })
  }

  /** What stood before is written again, or the key is deleted again, if nobody wrote it since. */
  async function undo(
    key: Uint8Array,
    put: {
      readonly before: KeyValue | undefined
      readonly revision: bigint
      readonly chosenLease: PutBackLease
    },
  ) {
    const { before, revision: expected, chosenLease } = put
    try {
      if (!before) await history.remove(key, expected)
      else {
        const own = before.lease === undefined ? 'none' : 'original'
        // The last revision at which the version before stood.
        await history.putBack({
          key,
          from: expected - 1n,
          expected,
          lease: chosenLease === 'keep' ? 'keep' : own,
        })
      }
      notify.success(`${bytesToText(key)} is as it was before`)
    } catch (error) {
      notify.failure(toFailure(error))
    }
  }

  return {
    known,
    stand,
    lease,
    isWriting,
    isLooking: look.isLoading,
    failure: computed(() => failure.value ?? look.failure.value),
    open,
    write,
  }
}
