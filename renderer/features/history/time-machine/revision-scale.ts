import type { HistoryWindow } from '../../../../shared/contract/history'

/** The revisions that can be chosen: `first` to `current`. */
export type RevisionSpan = Pick<HistoryWindow, 'first' | 'current'>

/** A revision moved into the span. */
export function clampRevision(revision: bigint, { first, current }: RevisionSpan): bigint {
  if (revision < first) return first
  return revision > current ? current : revision
}

/** Where a revision lies in the span: 0 at its first, 1 at its current one. */
export function fractionOf(revision: bigint, span: RevisionSpan): number {
  const width = Number(span.current - span.first)
  return width === 0 ? 1 : Number(clampRevision(revision, span) - span.first) / width
}

/** The revision at a place in the span. */
export function revisionAtFraction(fraction: number, { first, current }: RevisionSpan): bigint {
  const inside = Math.min(1, Math.max(0, fraction))
  return first + BigInt(Math.round(Number(current - first) * inside))
}

/** A page is a twentieth of the span, and no fewer revisions than this. */
const pageAtLeast = 10n

/** Where a key of ARIA's slider pattern goes from a revision; undefined for another key. */
export function stepRevision(key: string, from: bigint, span: RevisionSpan): bigint | undefined {
  const twentieth = (span.current - span.first) / 20n
  const page = twentieth > pageAtLeast ? twentieth : pageAtLeast
  const steps: Readonly<Record<string, bigint>> = {
    ArrowRight: from + 1n,
    ArrowUp: from + 1n,
    ArrowLeft: from - 1n,
    ArrowDown: from - 1n,
    PageUp: from + page,
    PageDown: from - page,
    Home: span.first,
    End: span.current,
  }
  const to = steps[key]
  return to === undefined ? undefined : clampRevision(to, span)
}
