import type { PanelExported, PanelFilter } from '../../shared/contract/panels'
import { throwIfAborted } from '../etcd/abort'
import { toKeyValue } from '../etcd/rows'
import { jsonLines } from '../transfer/json-lines'
import { pace } from '../transfer/pace'
import { PartFile } from '../transfer/part-file'
import { FilteredRows } from './filtered-rows'
import { readGap } from './gap-record'
import type { Panel } from './panel'
import { readRecords } from './read-rows'
import type { PanelRecord } from './record'
import type { RowHead } from './row-page'

const formatName = 'etcdesk.events/1'
const batchBytes = 1 << 20
const line = (value: object) => JSON.stringify(value) + '\n'

/**
 * Writes the rows that are shown now into a file that is there whole or not at all, oldest first: one JSON object a line,
 * `event` says which kind; keys and values as in exports of keys. Rows that go meanwhile, because the panel keeps so many
 * only, are missing at the front: `rows` of the last batch counts what was written.
 */
export async function* exportRows(
  panel: Panel,
  { path, filter }: { readonly path: string; readonly filter?: PanelFilter },
  signal: AbortSignal,
): AsyncGenerator<readonly [PanelExported], void, undefined> {
  const file = await PartFile.create(path, { overwrite: false })
  const isDue = pace()
  try {
    let rows = 0
    await file.write(line({ format: formatName }))
    for await (const records of read(panel, filter, signal)) {
      await file.write(records.map(toLine).join(''))
      rows += records.length
      if (isDue()) yield [{ kind: 'progress', rows, bytes: file.bytes, path }]
    }
    throwIfAborted(signal)
    await file.write(line({ end: formatName, rows }))
    await file.keep()
    yield [{ kind: 'done', rows, bytes: file.bytes, path }]
  } finally {
    await file.drop()
  }
}

async function* read(panel: Panel, filter: PanelFilter | undefined, signal: AbortSignal) {
  const { log, shownEnd } = panel
  let found: readonly number[] | undefined
  if (filter) {
    const filtered = new FilteredRows(log, filter)
    while (!(await filtered.look(shownEnd, signal))) throwIfAborted(signal)
    found = filtered.rows
  }
  let heads: RowHead[] = []
  let bytes = 0
  const flush = async () => {
    const places = heads.map(({ place }) => place)
    ;[heads, bytes] = [[], 0]
    const records = await readRecords(places, (segment) => log.path(segment))
    return records.filter((record) => record !== undefined)
  }
  const first = log.table.first
  const count = found?.length ?? shownEnd - first
  for (let i = 0; i < count; i++) {
    const head = log.table.head(found?.[i] ?? first + i)
    if (!head) continue
    heads.push(head)
    bytes += head.place.length
    if (bytes < batchBytes) continue
    yield await flush()
    throwIfAborted(signal)
  }
  yield await flush()
}

function toLine(record: PanelRecord): string {
  if (record.kind === 'gap') {
    const { from, to, isListed, counts } = readGap(record)
    return line({ event: 'gap', from: String(from), to: String(to), isListed, counts })
  }
  const entry = keyLine(record.kv)
  const prev = record.prevKv ? `,"prevKv":${keyLine(record.prevKv)}` : ''
  const head = JSON.stringify({ event: record.kind, receivedMs: record.receivedMs })
  return `${head.slice(0, -1)},${entry.slice(1, -1)}${prev}}\n`
}

/** A key as exports of keys write it, as a JSON object without its newline. */
function keyLine(kv: PanelRecord['kv']): string {
  return jsonLines.entry(toKeyValue(kv)).trimEnd()
}
