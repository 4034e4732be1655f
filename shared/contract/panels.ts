import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import type { ChangeSummary } from './history'
import type { KeyValue } from './kv'
import { anyBytes, connectionId, revision } from './fields'

/** At most so many panels per connection: each is a stream of its own, and a folder of files. */
export const maxPanels = 50
export const usualKeptEvents = 100_000
/** What a paused panel writes down at most; then its watch stands still. */
export const maxHeldEvents = 1_000_000
export const maxHeldBytes = 1 << 30
/** A panel over more keys does not remember them all, so that a gap cannot name those that were deleted in it. */
export const maxKnownKeys = 50_000
/** The keys with the most events that `counts` names. */
export const maxCountedKeys = 100

/** What is watched, from where on, and what is left out. */
export const panelSpec = z.object({
  kind: z.enum(['key', 'prefix', 'range']),
  /** The key, the prefix (empty: all keys), or the first key of the range. */
  key: anyBytes,
  /** Of a range: exclusive; a lone zero byte: to the end. */
  rangeEnd: anyBytes.optional(),
  /** The first revision of interest; absent: what comes from now on. */
  startRevision: revision.optional(),
  filters: z.array(z.enum(['noPut', 'noDelete'])).max(1),
  prevKv: z.boolean(),
  /** How many events are kept; the oldest go. What came during a pause is kept whole, until `clear` or the app's end. */
  keptEvents: z.int().min(100).max(1_000_000).default(usualKeptEvents),
})
export type PanelSpec = z.infer<typeof panelSpec>

/**
 * What a desktop notification is for: a key that holds a text (as keys are shown, case counts; empty: any) and, where
 * given, a value in JSON or YAML in which a path equals a text. `valuePath` without `equals`: there is something at the
 * path; `equals` without `valuePath`: the whole value is this text. A delete has no value.
 */
export const panelCondition = z.object({
  keyContains: z.string().max(1_000),
  /** `status.phase`, `items[3].name`, `containers[app].image` (the item of that name), `labels["app.io/name"]`. */
  valuePath: z.string().max(1_000).optional(),
  /** A text as it is; numbers, booleans and null as JSON writes them. */
  equals: z.string().max(10_000).optional(),
})
export type PanelCondition = z.infer<typeof panelCondition>

export interface Panel {
  readonly id: string
  readonly connectionId: string
  readonly spec: PanelSpec
  readonly condition?: PanelCondition
}

/** A panel as the list has it, with what it does now in a word. */
export interface ListedPanel extends Panel {
  readonly activity: PanelActivity['kind']
}

/**
 * What a panel does now.
 *
 * - `starting`, `live`
 * - `interrupted`: the stream broke; nothing is lost, it goes on by itself
 * - `paused`: by the person. The watch goes on and what comes is written to the panel's file; `isFull`: its room is used
 *   up, so the watch stands still, and goes on from where it stood when resumed (a gap only where compaction was faster)
 * - `ended`: for good, e.g. `denied`
 */
export type PanelActivity =
  | { readonly kind: 'starting' | 'live' }
  | { readonly kind: 'interrupted'; readonly failure: Failure; readonly sinceMs: number }
  | { readonly kind: 'paused'; readonly held: number; readonly heldBytes: number; readonly isFull: boolean }
  | { readonly kind: 'ended'; readonly failure: Failure }

/**
 * How a panel stands. Its rows are numbered from 0 in the order they came: `firstRow` to `rowCount - 1` are there, those
 * before are gone. While it is paused, `rowCount` stands still.
 */
export interface PanelState {
  readonly panel: Panel
  /** Moves with every change of the rows. */
  readonly version: number
  readonly activity: PanelActivity
  /** The last thing that happened to the stream: "m3 stopped, went on at m1 from revision 48,152, no event lost". */
  readonly note?: { readonly text: string; readonly atMs: number; readonly isLoss: boolean }
  readonly endpoint?: string
  /** Every event up to here was seen. */
  readonly revision?: bigint
  /** The first revision of interest. */
  readonly startedAt: bigint
  readonly firstRow: number
  readonly rowCount: number
  /**
   * Events since the panel was opened, also those that are held or not kept any more. `lost` counts the revisions that
   * gaps hide: how many events of this panel they had, nobody knows.
   */
  readonly events: { readonly puts: number; readonly deletes: number; readonly lost: number }
  /** Events in each of the last 120 seconds, the newest last. */
  readonly perSecond: readonly number[]
}

/**
 * What compaction hid: revisions `from` to `to` (inclusive); the row after it goes on at `to` + 1. What differs between its
 * two sides: `added`, `changed` (written, and there on both sides), `deleted` keys; the first hundred of each are named, in
 * key order. The side after is listed at `to`. The side before cannot be read any more, so it is what the panel knows:
 * `isListed` says that it knew all keys that were there (panels without filters over at most {@link maxKnownKeys} do). Where
 * it did not, keys count as added or changed by their create revision (one that was deleted and put again as added), and
 * `deleted` is 0 because it is unknown.
 */
export interface PanelGap {
  readonly from: bigint
  readonly to: bigint
  readonly isListed: boolean
  readonly counts: { readonly added: number; readonly changed: number; readonly deleted: number }
  readonly keys: readonly { readonly key: Uint8Array; readonly kind: 'added' | 'changed' | 'deleted' }[]
}

/** One line of a panel. Events of one transaction have the same revision; `isFirstOfRevision` marks where one begins. */
export type PanelRow =
  | {
      readonly kind: 'put' | 'delete'
      readonly row: number
      readonly revision: bigint
      readonly key: Uint8Array
      /** True for a put of a key that was not there. */
      readonly isCreate: boolean
      /** Of the value; 0 for a delete. */
      readonly sizeBytes: number
      readonly lease?: string
      readonly receivedMs: number
      readonly isFirstOfRevision: boolean
      /** Absent where the previous value is not known: it is with `prevKv`, or from the panel's own earlier event. */
      readonly summary?: ChangeSummary
      /** It met the condition there was when it came. */
      readonly meetsCondition: boolean
    }
  | ({ readonly kind: 'gap'; readonly row: number } & PanelGap)

/** What is looked for among the kept rows. All that is given has to hold. */
export const panelFilter = z.object({
  kinds: z.array(z.enum(['put', 'delete', 'gap'])).optional(),
  /** In the key's text, case aside. A gap has none. */
  key: z.string().max(1_000).optional(),
  /** In the key's or the value's text. */
  text: z.string().max(1_000).optional(),
})
export type PanelFilter = z.infer<typeof panelFilter>

/** How a row's key stands after it (absent for a delete) and before it (absent where it was not there or is not known). */
export interface PanelEvent {
  readonly kv?: KeyValue
  readonly prevKv?: KeyValue
}

/** A page of rows; see `rows`. */
export interface PanelRows {
  readonly version: number
  readonly rows: readonly PanelRow[]
  /** With a filter: how many match, and whether all kept rows were looked at yet; ask again where not. */
  readonly matches?: number
  readonly isWhole?: boolean
}

export interface PanelExported {
  readonly kind: 'progress' | 'done'
  readonly rows: number
  readonly bytes: number
  readonly path: string
}

const one = z.object({ panel: z.string() })

/**
 * Watch panels. A panel lives in main: it goes on while nobody looks, while the page is loaded anew, and (from the last
 * revision it saw) after the app was started again or its connection was closed and opened. It shows every event once and
 * in order; where a compaction makes that impossible, the gap is a row of its own.
 *
 * - `open`: `exhausted` past {@link maxPanels}; `invalid` (details.field `startRevision`, `rangeEnd`, `key`, `valuePath`)
 *   for a revision in the future or an end before the start, `compacted` (field `startRevision`, details.compactRevision)
 *   for a revision whose events are gone; `denied` (field `key`) names the missing right.
 * - `list`: the panels of a connection in their order and what each does, now and after each change of either.
 * - `follow`: a panel's state, now and with each change (about once a frame at most, five times a second while over 500
 *   events a second come, once a second while the rate falls);
 *   `notFound` when it was closed.
 * - `rows`: kept rows `from` (inclusive) to `to` (exclusive) by their numbers, at most 1,000; with a filter, by place
 *   among those that match, with `matches` in all. A filter looks a fraction of a second at a time: `isWhole`.
 * - `counts`: kept events by kind, and the keys with the most of them.
 * - `event`: value and value before of one row, from the panel's file; `notFound` when the row is gone.
 * - `pause`, `resume`, `close`, `clear` (forgets the kept rows), `arrange` (the order of the panels), `setCondition`.
 * - `notifications`: rows that meet their panel's condition, from when it is called on; of those a slow reader has not
 *   taken, the newest hundred.
 * - `export`: kept rows as JSON lines; the last batch is `done`. `exists` when the file is there. Keys and values as
 *   exports of keys have them (`key` or `keyBase64`), a head and an end line around them.
 */
export const panelsContract = {
  open: oc
    .input(z.object({ connectionId, spec: panelSpec, condition: panelCondition.optional() }))
    .output(type<Panel>()),
  list: oc.input(z.object({ connectionId })).output(pulled<readonly ListedPanel[]>()),
  follow: oc.input(one).output(pulled<PanelState>()),
  rows: oc
    .input(one.extend({ from: z.int().min(0), to: z.int().min(0), filter: panelFilter.optional() }))
    .output(type<PanelRows>()),
  counts: oc.input(one).output(
    type<{
      puts: number
      deletes: number
      keys: readonly { key: Uint8Array; puts: number; deletes: number }[]
    }>(),
  ),
  event: oc.input(one.extend({ row: z.int().min(0) })).output(type<PanelEvent>()),
  pause: oc.input(one).output(type<void>()),
  resume: oc.input(one).output(type<void>()),
  clear: oc.input(one).output(type<void>()),
  close: oc.input(one).output(type<void>()),
  arrange: oc.input(z.object({ connectionId, panels: z.array(z.string()) })).output(type<void>()),
  setCondition: oc.input(one.extend({ condition: panelCondition.optional() })).output(type<void>()),
  notifications: oc
    .input(z.object({ connectionId }))
    .output(pulled<{ readonly panel: string; readonly row: PanelRow }>()),
  export: oc
    .input(one.extend({ path: z.string().min(1), filter: panelFilter.optional() }))
    .output(pulled<PanelExported>()),
}
