import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { textToBytes } from '../etcd/key'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { anyBytes, connectionId, revision } from './fields'

/** One visible row of the tree. A path can be a key, a folder, or both. */
export interface TreeRow {
  /** The path's bytes: the key itself; what is below a folder begins with these bytes and the separator. */
  readonly path: Uint8Array
  /** The path segment as text (lossless escape where it is not clean UTF-8). */
  readonly name: string
  /** 1 for the top level, as aria-level. */
  readonly level: number
  readonly isKey: boolean
  readonly isFolder: boolean
  readonly isExpanded: boolean
  /** Keys below the folder; absent until its parent was listed. */
  readonly count?: number
  /** Position among its siblings, from 1, and how many there are: aria-posinset and aria-setsize. */
  readonly position: number
  readonly siblings: number
  /** While an expanded folder is being listed, or why it could not be. */
  readonly isLoading: boolean
  readonly failure?: Failure
  /** The key's modRevision when it changed while the tree was open; absent otherwise. */
  readonly changedAt?: bigint
}

/** What the tree stands at. A view asks for its rows again when `version` has moved. */
export interface TreeState {
  readonly tree: string
  /** Moves with every visible change. */
  readonly version: number
  readonly rowCount: number
  /** Keys in the whole tree; absent until the first count came. */
  readonly keyCount?: number
  /** Every change up to this revision is in the rows; of a pinned tree, the revision it is of. */
  readonly revision?: bigint
  /** Keys read so far by listings that run now, and how many they will read. */
  readonly loading?: { readonly done: number; readonly total: number }
  /**
   * How much of the tree the index of all keys holds: folders and searches are answered by it once it is complete.
   * Absent before it is begun. With `failure` there is none: the store is too large, or it could not be listed.
   */
  readonly indexed?: {
    readonly done: number
    readonly total: number
    readonly isComplete: boolean
    readonly failure?: Failure
  }
  /**
   * `lost`: the watch waits for a member; rows stand as they were. `pinned`: the tree is of one revision, and all that is
   * shown first was listed; nothing changes it any more.
   */
  readonly following: 'starting' | 'live' | 'lost' | 'pinned'
  readonly failure?: Failure
}

/** How a search stands; the last has `isDone`. `hits` are the best so far, best first; `matches` counts all. */
export interface FoundKeysState {
  readonly searched: number
  readonly total: number
  readonly matches: number
  readonly hits: readonly Uint8Array[]
  readonly isDone: boolean
}

/** `prefix`: keys that begin with the text. The others look anywhere in the key. */
export const findModes = ['prefix', 'substring', 'fuzzy', 'regex'] as const
export type FindMode = (typeof findModes)[number]

/** `below`: a folder, and all folders below it. `siblings`: the folders that lie beside a path. */
export const expandScopes = ['below', 'siblings'] as const
export type ExpandScope = (typeof expandScopes)[number]

const inTree = z.object({ tree: z.string() })

/** What most stores separate the parts of a key by. */
export const usualSeparator = '/'
export const maxSeparatorBytes = 64

/** Where keys are split into folders, any bytes; empty: nowhere, all keys are one flat list. */
const separator = anyBytes
  .refine((bytes) => bytes.length <= maxSeparatorBytes, `A separator is at most ${maxSeparatorBytes} bytes.`)
  .default(() => textToBytes(usualSeparator))

export const treeContract = {
  /**
   * Opens the tree of a connection, from `prefix` down, and tells its state with every change (about once a frame at
   * most). With `revision` it is the tree as it was then: it follows nothing, and a folder that was not listed before the
   * revision was compacted has the failure `compacted` (details.compactRevision); what was listed stays, all of it once
   * the index is complete. Fails with `invalid` or `compacted` (details.field `revision`) where that revision cannot be
   * read. `like`, with `revision`: an open tree whose open folders are opened here as well, where they are there.
   */
  open: oc
    .input(
      z.object({
        connectionId,
        prefix: anyBytes,
        separator,
        revision: revision.optional(),
        like: z.string().optional(),
      }),
    )
    .output(pulled<TreeState>()),
  /** The visible rows `from` (inclusive) to `to` (exclusive), at most 1,000. */
  rows: oc
    .input(inTree.extend({ from: z.int().min(0), to: z.int().min(0) }))
    .output(type<{ version: number; rowCount: number; rows: readonly TreeRow[] }>()),
  /** Opens a folder (listing it at a pinned revision) or closes it. */
  expand: oc.input(inTree.extend({ path: anyBytes, isExpanded: z.boolean() })).output(type<void>()),
  /**
   * Opens many folders from the index of all keys, which is waited for while it is being built; resolves when all are
   * open. The state's `loading` says how far it is. Fails with `exhausted` where there are more than 100,000, with the
   * reason where there is no index, and with `canceled` when it is aborted: what is open by then stays open.
   */
  expandAll: oc.input(inTree.extend({ path: anyBytes, scope: z.enum(expandScopes) })).output(type<void>()),
  /** Opens every folder above `path` and says which row it is; `row` is absent when there is no such path. */
  reveal: oc.input(inTree.extend({ path: anyBytes })).output(type<{ row?: number }>()),
  /** Type-ahead: the next visible row after `after` whose name begins with `text`, wrapping around. */
  findRow: oc
    .input(inTree.extend({ text: z.string().min(1), after: z.int().min(-1) }))
    .output(type<{ row?: number }>()),
  /**
   * Looks for keys among all keys of the tree, telling how far it is; leaving the stream cancels it. Waits for the
   * index while it is being built, but for `prefix`, which etcd itself answers until then. Fails with `invalid` (field
   * `text`) for a wrong regular expression, and with the reason where there is no index.
   */
  find: oc
    .input(
      inTree.extend({
        text: z.string().min(1).max(1_000),
        mode: z.enum(findModes),
        limit: z.int().min(1).max(500).default(200),
      }),
    )
    .output(pulled<FoundKeysState>()),
  /** Which visible row a path is now, without opening anything. */
  rowOf: oc.input(inTree.extend({ path: anyBytes })).output(type<{ row?: number }>()),
  /** Lists all open folders again. */
  refresh: oc.input(inTree).output(type<void>()),
}
