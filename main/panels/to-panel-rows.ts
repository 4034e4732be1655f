import { setImmediate } from 'node:timers/promises'
import type { ChangeSummary } from '../../shared/contract/history'
import type { PanelEvent, PanelRow } from '../../shared/contract/panels'
import { formatId } from '../../shared/etcd/id'
import { toKeyValue } from '../etcd/rows'
import { Content } from '../history/content'
import { summarize } from '../history/summarize'
import { readGap } from './gap-record'
import type { PanelLog } from './panel-log'
import { readRecords } from './read-rows'
import type { PanelRecord } from './record'
import type { RowHead } from './row-page'

/** Larger values are told by their size alone, without being read. */
const largestRead = 256 << 10

/** What has to be read for a row: its own record, and the one its previous value is in. */
interface Wanted {
  readonly head: RowHead
  readonly previous: RowHead | undefined
  /** What is known without reading. */
  readonly summary: ChangeSummary | undefined
  readonly isRead: boolean
}

/** So many bytes of values are in memory at a time. */
const portionBytes = 4 << 20
/** So long main may be busy before others get their turn. */
const busyMs = 8

/** Makes the rows with these numbers as a view shows them; those that are gone meanwhile are left out. */
export async function toPanelRows(log: PanelLog, rows: readonly number[]): Promise<readonly PanelRow[]> {
  const made: PanelRow[] = []
  let portion: Wanted[] = []
  let bytes = 0
  for (const row of rows) {
    const head = log.table.head(row)
    if (!head) continue
    const wanted = look(log, head)
    portion.push(wanted)
    if (wanted.isRead) bytes += head.place.length + (wanted.previous?.place.length ?? 0)
    if (bytes < portionBytes) continue
    made.push(...(await toRows(log, portion)))
    ;[portion, bytes] = [[], 0]
  }
  return [...made, ...(await toRows(log, portion))]
}

async function toRows(log: PanelLog, portion: readonly Wanted[]): Promise<readonly PanelRow[]> {
  const toRead = portion.filter(({ isRead }) => isRead)
  const older = toRead.flatMap(({ previous }) => previous ?? [])
  const records = await readByRow(log, [...toRead.map(({ head }) => head), ...older])
  const made: PanelRow[] = []
  let begun = performance.now()
  for (const { head, previous, summary, isRead } of portion) {
    const record = records.get(head.row)
    if (head.kind === 'gap') {
      if (record) made.push({ kind: 'gap', row: head.row, ...readGap(record) })
      continue
    }
    const before = record?.prevKv ?? (previous && records.get(previous.row)?.kv)
    made.push(toRow(head, head.kind, isRead ? compare(record, before?.value) : summary))
    if (performance.now() - begun < busyMs) continue
    await setImmediate()
    begun = performance.now()
  }
  return made
}

/** The records of rows by their numbers, each read once; those whose file is gone are missing. */
async function readByRow(
  log: PanelLog,
  heads: readonly RowHead[],
): Promise<ReadonlyMap<number, PanelRecord | undefined>> {
  const byRow = new Map(heads.map((head) => [head.row, head.place]))
  const rows = [...byRow.keys()].sort((a, b) => a - b)
  const places = rows.flatMap((row) => byRow.get(row) ?? [])
  const records = await readRecords(places, (segment) => log.path(segment))
  return new Map(rows.map((row, i) => [row, records[i]]))
}

/** Value and value before of one row; undefined when it is gone. */
export async function readEvent(log: PanelLog, row: number): Promise<PanelEvent | undefined> {
  const head = log.table.head(row)
  if (!head) return undefined
  const previous = head.prevSizeBytes === undefined && !head.isCreate ? log.table.previous(row) : undefined
  const places = [head.place, ...(previous?.kind === 'put' ? [previous.place] : [])]
  const [record, before] = await readRecords(places, (segment) => log.path(segment))
  if (!record || record.kind === 'gap') return undefined
  const prevKv = record.prevKv ?? before?.kv
  return {
    kv: record.kind === 'put' ? toKeyValue(record.kv) : undefined,
    prevKv: prevKv && toKeyValue(prevKv),
  }
}

function look(log: PanelLog, head: RowHead): Wanted {
  if (head.kind === 'gap') return { head, previous: undefined, summary: undefined, isRead: true }
  const known = (summary: ChangeSummary | undefined) => ({
    head,
    previous: undefined,
    summary,
    isRead: false,
  })
  if (head.kind === 'delete') return known({ kind: 'deleted' })
  if (head.isCreate) return known({ kind: 'created' })
  const previous = head.prevSizeBytes === undefined ? log.table.previous(head.row) : undefined
  const before = head.prevSizeBytes ?? (previous?.kind === 'put' ? previous.sizeBytes : undefined)
  if (before === undefined) return known(undefined)
  if (Math.max(before, head.sizeBytes) > largestRead)
    return known({ kind: 'bytes', before, after: head.sizeBytes })
  return { head, previous, summary: undefined, isRead: true }
}

function compare(record: PanelRecord | undefined, before: Uint8Array | undefined): ChangeSummary | undefined {
  return record && before && summarize(new Content(before), new Content(record.kv.value))
}

function toRow(head: RowHead, kind: 'put' | 'delete', summary: ChangeSummary | undefined): PanelRow {
  return {
    kind,
    row: head.row,
    revision: head.revision,
    key: Uint8Array.from(head.key),
    isCreate: head.isCreate,
    sizeBytes: head.sizeBytes,
    lease: head.lease === 0n ? undefined : formatId(head.lease),
    receivedMs: head.receivedMs,
    isFirstOfRevision: head.isFirstOfRevision,
    summary,
    meetsCondition: head.meetsCondition,
  }
}
