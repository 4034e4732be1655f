import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import type { ChangeSummary } from './history'
import type { KeyValue } from './kv'
import { anyBytes, connectionId, revision } from './fields'

/** At most so many panels per connection: each is a stream of its own, and a file. */
export const maxPanels = 50
export const usualKeptEvents = 100_000

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
  /** How many events are kept; the oldest go. */
  keptEvents: z.int().min(100).max(1_000_000).default(usualKeptEvents),
})
export type PanelSpec = z.infer<typeof panelSpec>

/** What a desktop notification is for: a key that holds a text and, where given, a value in which a path equals a text. */
export const panelCondition = z.object({
  keyContains: z.string().max(1_000),
  /** `status.phase`, `items[3].name`. */
  valuePath: z.string().max(1_000).optional(),
  equals: z.string().max(10_000).optional(),
})
export type PanelCondition = z.infer<typeof panelCondition>

export interface Panel {
  readonly id: string
  readonly connectionId: string
  readonly spec: PanelSpec
  readonly condition?: PanelCondition
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

/** How a panel stands. Its rows are numbered from 0 in the order they came; those before `firstRow` are gone. */
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
  readonly startedAt: bigint
  readonly firstRow: number
  readonly rowCount: number
  /** Events since the panel was opened, also those that are not kept any more. */
  readonly events: { readonly puts: number; readonly deletes: number; readonly lost: number }
  /** Events in each of the last 120 seconds, the newest last. */
  readonly perSecond: readonly number[]
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
      readonly sizeBytes: number
      readonly lease?: string
      readonly receivedMs: number
      readonly isFirstOfRevision: boolean
      /** Absent until the previous value is known: with `prevKv`, or from the panel's own earlier event. */
      readonly summary?: ChangeSummary
      readonly meetsCondition: boolean
    }
  | {
      /**
       * What compaction hid: revisions `from` to `to` (inclusive). What differs between the two sides was found by
       * listing both: `added`, `changed`, `deleted` keys; the first hundred of each. Where a side could not be listed
       * (its revision is gone) `isListed` is false.
       */
      readonly kind: 'gap'
      readonly row: number
      readonly from: bigint
      readonly to: bigint
      readonly isListed: boolean
      readonly counts: { readonly added: number; readonly changed: number; readonly deleted: number }
      readonly keys: readonly { readonly key: Uint8Array; readonly kind: 'added' | 'changed' | 'deleted' }[]
    }

/** What is looked for among the kept rows. All that is given has to hold. */
export const panelFilter = z.object({
  kinds: z.array(z.enum(['put', 'delete', 'gap'])).optional(),
  /** In the key's text, case aside. */
  key: z.string().max(1_000).optional(),
  /** In the key's or the value's text. */
  text: z.string().max(1_000).optional(),
})
export type PanelFilter = z.infer<typeof panelFilter>

/** How a row's value stands before and after it. */
export interface PanelEvent {
  readonly kv?: KeyValue
  readonly prevKv?: KeyValue
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
 * revision it saw) after the app was started again. It shows every event once and in order; where a compaction makes that
 * impossible, the gap is a row of its own.
 *
 * - `open`: `exhausted` past {@link maxPanels}; `invalid` (field `startRevision`, `rangeEnd`, `key`) for a revision in
 *   the future or compacted (details.compactRevision), or an end before the start; `denied` names the missing right.
 * - `list`: the panels of a connection in their order, now and after each change.
 * - `follow`: a panel's state, now and with each change (about once a frame at most); `notFound` when it was closed.
 * - `rows`: kept rows `from` (inclusive) to `to` (exclusive) by their numbers, at most 1,000; with a filter, by place
 *   among those that match, with `matches` in all.
 * - `counts`: kept events by kind, and the keys with the most of them.
 * - `event`: value and value before of one row, from the panel's file; `notFound` when the row is gone.
 * - `pause`, `resume`, `close`, `clear` (forgets the kept rows), `arrange` (the order of the panels), `setCondition`.
 * - `notifications`: rows that meet their panel's condition, from when it is called on.
 * - `export`: kept rows as JSON lines; the last batch is `done`. `exists` when the file is there.
 */
export const panelsContract = {
  open: oc
    .input(z.object({ connectionId, spec: panelSpec, condition: panelCondition.optional() }))
    .output(type<Panel>()),
  list: oc.input(z.object({ connectionId })).output(pulled<readonly Panel[]>()),
  follow: oc.input(one).output(pulled<PanelState>()),
  rows: oc
    .input(one.extend({ from: z.int().min(0), to: z.int().min(0), filter: panelFilter.optional() }))
    .output(type<{ version: number; rows: readonly PanelRow[]; matches?: number }>()),
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
