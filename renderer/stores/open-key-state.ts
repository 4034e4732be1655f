import type { KeyValue } from '../../shared/contract/kv'
import type { Failure } from '../../shared/failure'

/** The ways a value is shown and edited. `decoded`: what lies inside base64 or gzip. */
export const shownAsNames = ['text', 'json', 'yaml', 'hex', 'base64', 'decoded'] as const
export type ShownAs = (typeof shownAsNames)[number]

/** The views of the bytes as they are; `decoded` shows other bytes in one of these. */
export type ByteView = Exclude<ShownAs, 'decoded'>

/** What was typed over a key and not saved yet. */
export interface Draft {
  readonly key: Uint8Array
  /** The version it was typed over: Save is guarded by its modRevision. */
  readonly base: KeyValue
  readonly shownAs: ShownAs
  readonly text: string
}

/** What somebody else did to the open key since `OpenKey.kv` was read. */
export type Foreign =
  { readonly kind: 'put'; readonly kv: KeyValue } | { readonly kind: 'delete'; readonly revision: bigint }

/** The key in the value pane. */
export interface OpenKey {
  readonly key: Uint8Array
  /** The key as lossless text; names it in maps. */
  readonly id: string
  /** The version that is shown, or that the draft was typed over; absent until it was read. */
  readonly kv?: KeyValue
  readonly foreign?: Foreign
  /** It was read, and there is no such key. */
  readonly isMissing: boolean
  /** `lost`: changes are not heard now; `failure` says why. */
  readonly following: 'starting' | 'live' | 'lost'
  readonly failure?: Failure
}

/** How a save that went wrong stands. After an unknown outcome `reread` says what the key held then. */
export interface SaveProblem {
  /** Of which key, as in `OpenKey.id`: another one may be open by now. */
  readonly id: string
  readonly failure: Failure
  readonly reread?: 'reading' | 'written' | 'unwritten' | 'failed'
}

/**
 * What the pane shows after etcd told how the key stands: with nothing typed simply that; over a draft the change is
 * set beside it, and the draft stays.
 *
 * @param now the key as it is, or the revision at which it was found gone
 */
export function settle(open: OpenKey, draft: Draft | undefined, now: KeyValue | bigint): OpenKey {
  const base = draft?.base ?? open.kv
  if (typeof now === 'bigint') {
    return base
      ? { ...open, kv: base, foreign: { kind: 'delete', revision: now }, isMissing: false }
      : { ...open, kv: undefined, foreign: undefined, isMissing: true }
  }
  if (!draft || now.modRevision === draft.base.modRevision) {
    return { ...open, kv: now, foreign: undefined, isMissing: false }
  }
  return { ...open, kv: draft.base, foreign: { kind: 'put', kv: now }, isMissing: false }
}

/** The newest revision of the key that `open` knows of; older news are no news. */
export function newestRevision(open: OpenKey): bigint {
  const { kv, foreign } = open
  const other = foreign?.kind === 'put' ? foreign.kv.modRevision : (foreign?.revision ?? 0n)
  const own = kv?.modRevision ?? 0n
  return other > own ? other : own
}

/** The version a committed save left behind, until the watch tells it: all but the value follows from the guard. */
export function savedVersion(base: KeyValue, value: Uint8Array, revision: bigint): KeyValue {
  return { ...base, value, modRevision: revision, version: base.version + 1n }
}

/** The version that creating a key leaves behind: first version, no lease. */
export function createdVersion(key: Uint8Array, value: Uint8Array, revision: bigint): KeyValue {
  return { key, value, createRevision: revision, modRevision: revision, version: 1n }
}
