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

/** Makes the rows with these numbers as a view shows them; those that are gone meanwhile are left out. */
export async function toPanelRows(log: PanelLog, rows: readonly number[]): Promise<readonly PanelRow[]> {
  const wanted = rows.flatMap((row) => {
    const head = log.table.head(row)
    return head ? [look(log, head)] : []
  })
  const toRead = wanted.filter(({ isRead }) => isRead)
  const pathOf = (segment: number) => log.path(segment)
  const own = await readRecords(
    toRead.map(({ head }) => head.place),
    pathOf,
  )
  const older = toRead.flatMap(({ previous }) => (previous ? [previous.place] : []))
  const before = await readRecords(older, pathOf)
  const records = new Map(toRead.map(({ head }, i) => [head.row, own[i]]))
  const previous = new Map(
    toRead.flatMap(({ previous }) => previous ?? []).map(({ row }, i) => [row, before[i]]),
  )
  return wanted.flatMap((each) => {
    const record = records.get(each.head.row)
    if (each.head.kind === 'gap')
      return record ? [{ kind: 'gap', row: each.head.row, ...readGap(record) }] : []
    const old = record?.prevKv ?? (each.previous && previous.get(each.previous.row)?.kv)
    return [toRow(each.head, each.head.kind, each.isRead ? compare(record, old?.value) : each.summary)]
  })
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
