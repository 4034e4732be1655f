import { figureNames, type MetricsExported } from '../../shared/contract/metrics'
import { throwIfAborted } from '../etcd/abort'
import { pace } from '../transfer/pace'
import { PartFile } from '../transfer/part-file'
import { round, type MetricsPoint } from './point'

const rowsAtOnce = 1_000

/**
 * Writes points as CSV (RFC 4180, lines end with CR LF) into a file that is there whole or not at all: time as ISO 8601 in UTC,
 * member, and one column a figure, empty where not known. Calls by method are not part of it.
 */
export async function* exportCsv(
  points: readonly MetricsPoint[],
  path: string,
  signal: AbortSignal,
): AsyncGenerator<readonly [MetricsExported], void, undefined> {
  const file = await PartFile.create(path, { overwrite: false })
  const isDue = pace()
  try {
    await file.write(row(['time', 'member_id', 'member', ...figureNames]))
    for (let rows = 0; rows < points.length; rows += rowsAtOnce) {
      throwIfAborted(signal)
      await file.write(
        points
          .slice(rows, rows + rowsAtOnce)
          .map(toRow)
          .join(''),
      )
      if (isDue()) yield [{ kind: 'progress', rows, bytes: file.bytes, path }]
    }
    throwIfAborted(signal)
    await file.keep()
    yield [{ kind: 'done', rows: points.length, bytes: file.bytes, path }]
  } finally {
    await file.drop()
  }
}

function toRow({ atMs, memberId, name, figures }: MetricsPoint): string {
  const values = figureNames.map((figure) => {
    const value = figures[figure]
    return value === undefined ? '' : String(round(value))
  })
  return row([new Date(atMs).toISOString(), memberId, name, ...values])
}

function row(fields: readonly string[]): string {
  return fields.map(quoted).join(',') + '\r\n'
}

/** A name that a spreadsheet would take for a formula is shown as text by it. */
function quoted(field: string): string {
  const text = /^[=+@\t\r]/.test(field) ? `'${field}` : field
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
