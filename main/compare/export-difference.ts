import type { Comparison, ComparedSide, DifferenceExport } from '../../shared/contract/compare'
import type { KeyValue } from '../../shared/contract/kv'
import { fail } from '../../shared/failure'
import { throwIfAborted } from '../etcd/abort'
import { bytesField, entryFields } from '../transfer/json-lines'
import { pace } from '../transfer/pace'
import { PartFile } from '../transfer/part-file'
import { kindOf, type Difference, type DifferenceTable } from './difference-table'
import type { PinnedSide } from './pinned-side'
import { ValueReader } from './same-values'

const formatName = 'etcdesk.difference/1'
const line = (value: object) => JSON.stringify(value) + '\n'
/** A file says `missing` for what only the left side has, as the page does. */
const words = { added: 'added', changed: 'changed', deleted: 'missing' } as const

export interface DifferenceFile {
  readonly comparison: Comparison
  readonly table: DifferenceTable
  readonly left: PinnedSide
  readonly right: PinnedSide
  /** What the sides are called. */
  readonly names: { readonly left: string; readonly right: string }
  /** Absolute. */
  readonly path: string
  readonly prefix: Uint8Array
  readonly withValues: boolean
}

/**
 * Writes the differences below a prefix as JSON lines: a head that names both sides, one line a key, and an end, so that
 * a file that was cut off is told from a whole one. Values are read a portion at a time. Leaving, aborting or failing
 * before the last row leaves no file behind.
 */
export async function* exportDifference(
  job: DifferenceFile,
  signal: AbortSignal,
): AsyncGenerator<readonly [DifferenceExport], void, undefined> {
  const { comparison, table, names, path, prefix } = job
  const { counts, kept } = comparison
  if (counts.added + counts.changed + counts.deleted > kept)
    throw fail('precondition', `More than ${kept} keys differ: compare a narrower prefix and export that.`)
  const file = await PartFile.create(path, { overwrite: false })
  try {
    const { from, to } = table.rowsBelow(prefix)
    const sides = { left: headOf(names.left, comparison.left), right: headOf(names.right, comparison.right) }
    await file.write(line({ format: formatName, ...sides, ...bytesField('below', prefix) }))
    const values = new ValueReader(job.left, job.right, signal)
    const isDue = pace()
    const state = (row: number) => ({ path, keys: row - from, totalKeys: to - from, bytes: file.bytes })
    for (let row = from; row < to;) {
      const rows = Array.from({ length: Math.min(to - row, values.portionKeys) }, (_, i) => table.at(row + i))
      const lines = job.withValues ? await withValues(rows, job, values) : rows.map((each) => bare(each, job))
      await file.write(lines.map(line).join(''))
      row += rows.length
      throwIfAborted(signal)
      if (isDue()) yield [{ kind: 'progress', ...state(row) }]
    }
    await file.write(line({ end: formatName, differences: to - from }))
    await file.keep()
    yield [{ kind: 'done', ...state(to) }]
  } finally {
    await file.drop()
  }
}

function headOf(name: string, { endpoint, clusterId, revision, prefix }: ComparedSide): object {
  return { name, endpoint, clusterId, revision: String(revision), ...bytesField('prefix', prefix) }
}

const restOf = ({ key }: Difference, { right }: Pick<DifferenceFile, 'right'>) =>
  key.slice(right.facts.prefix.length)

async function withValues(rows: readonly Difference[], job: DifferenceFile, values: ValueReader) {
  const pairs = await values.read(rows.map((each) => restOf(each, job)))
  const told = (kv: KeyValue | undefined) => kv && entryFields(kv)
  return rows.map((each, i) => ({
    kind: words[kindOf(each)],
    left: told(pairs[i]?.[0]),
    right: told(pairs[i]?.[1]),
  }))
}

function bare(each: Difference, { left, right }: DifferenceFile): object {
  const rest = restOf(each, { right })
  const told = (side: PinnedSide, modRevision: bigint | undefined) =>
    modRevision && {
      ...bytesField('key', Uint8Array.from([...side.facts.prefix, ...rest])),
      modRevision: String(modRevision),
    }
  return { kind: words[kindOf(each)], left: told(left, each.before), right: told(right, each.after) }
}
