import { computed, shallowRef } from 'vue'
import type { KeyRevision } from '../../shared/contract/history'
import type { KeyValue } from '../../shared/contract/kv'
import { equalBytes } from '../../shared/etcd/key'
import { client } from '../client'
import { follow } from './follow'
import { followRevisions, pullRevisions, type FollowedRevisions } from './follow-revisions'
import { useOpenKeyStore } from './open-key'
import { perConnection } from './per-connection'
import { emptyList, indexOfRevision } from './revision-list'
import { versionCache } from './version-cache'

/** What the chosen revision is compared with. `typed`: what stands in the editor and is not saved. */
export type Against =
  { readonly kind: 'before' | 'now' | 'typed' } | { readonly kind: 'revision'; readonly revision: bigint }

/** Which lease a version gets when it is put back, as in the contract. */
export type PutBackLease = 'keep' | 'original' | 'none'

export interface PutBack {
  readonly key: Uint8Array
  /** A revision at which the key held the value. */
  readonly from: bigint
  /** Where the key was seen to stand; 0: it was not there. */
  readonly expected: bigint
  readonly lease: PutBackLease
}

const before: Against = { kind: 'before' }

/**
 * The past of a connection's keys: the window that can be read, the key whose revisions are shown, and which two of them
 * are compared. The key is followed from then on until another one is shown.
 */
export const useHistoryStore = perConnection('history', (connectionId, signal) => {
  const window = follow((inner) => client().history.window({ connectionId }, { signal: inner }), signal)
  const key = shallowRef<Uint8Array>()
  const followed = shallowRef<FollowedRevisions>()
  /** Of the chosen row; undefined is whichever is the newest. */
  const chosen = shallowRef<bigint>()
  const against = shallowRef<Against>(before)
  /** The section is in front: only then are later revisions read. */
  const isShown = shallowRef(false)
  const versions = versionCache(connectionId)
  let shown = new AbortController()
  /** Which key stood in the value pane when something was last shown here. */
  let openWhenShown: string | undefined
  signal.addEventListener('abort', () => shown.abort(), { once: true })

  const list = computed(() => followed.value?.list.value ?? emptyList)
  const compactRevision = computed(() => {
    const now = window.value.value?.compactRevision ?? 0n
    const read = list.value.end?.compactRevision ?? 0n
    return now > read ? now : read
  })
  const chosenIndex = computed(() => {
    const { rows } = list.value
    if (chosen.value === undefined) return rows.length > 0 ? 0 : -1
    return indexOfRevision(rows, chosen.value)
  })

  /** Shows the revisions of a key, compared with the one before. The same key again goes on as it is. */
  function show(newKey: Uint8Array, revision?: bigint): void {
    openWhenShown = useOpenKeyStore(connectionId).open?.id
    const isSame = key.value !== undefined && equalBytes(key.value, newKey)
    if (revision !== undefined || !isSame) choose(revision)
    if (isSame) return
    shown.abort()
    shown = new AbortController()
    key.value = newKey
    followed.value = followRevisions({ connectionId, key: newKey }, isShown, shown.signal)
  }

  /** Shows the key of the value pane, if that is another one than when something was last shown here. */
  function showOpenKey(): void {
    const { open } = useOpenKeyStore(connectionId)
    if (open && (!key.value || open.id !== openWhenShown)) show(open.key)
  }

  /** Chooses a revision, to be compared with the one before it; none follows the newest. */
  function choose(revision: bigint | undefined): void {
    chosen.value = revision
    against.value = before
  }

  return {
    window,
    /** The newest compacted revision that is known of; 0 where nothing was ever compacted. */
    compactRevision,
    key,
    list,
    chosen,
    chosenIndex,
    against,
    show,
    showOpenKey,
    isShown,
    choose,
    compareWith: (other: Against) => (against.value = other),
    stop: () => followed.value?.stop(),
    again: () => followed.value?.again(),
    readVersion: versions.read,
    isKept: versions.has,
    /**
     * The newest revisions of a key that is there, at most `atMost` and none of its earlier lives: those are found only by
     * a replay of all that ever was written. Throws the failure.
     */
    async newest(ofKey: Uint8Array, atMost: number, until: AbortSignal): Promise<readonly KeyRevision[]> {
      const rows: KeyRevision[] = []
      for await (const batch of pullRevisions({ connectionId, key: ofKey }, until)) {
        for (const row of batch) if (row.kind === 'revisions') rows.push(...row.revisions)
        if (rows.length >= atMost || rows.at(-1)?.version === 1n) break
      }
      return rows.slice(0, atMost)
    },
    /** The key as it is now; undefined when it is not there. Throws the failure. */
    async readNow(ofKey: Uint8Array): Promise<KeyValue | undefined> {
      const { kvs } = await client().kv.range({ connectionId, key: ofKey }, { signal })
      return kvs[0]
    },
    /** Writes an old value again if the key stands where it was seen; throws `conflict` otherwise, and other failures. */
    putBack: (input: PutBack) => client().history.putBack({ connectionId, ...input }, { signal }),
    /** Deletes a key that still stands at `modRevision`; throws `conflict` otherwise. */
    remove: (ofKey: Uint8Array, modRevision: bigint) =>
      client().kv.remove({ connectionId, key: ofKey, modRevision }, { signal }),
  }
})
