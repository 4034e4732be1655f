import type { HistoryWindow } from '../../../../shared/contract/history'
import { formatCount } from '../../../ui/format'

/** A revision that is chosen by what it means. */
export interface RevisionPreset {
  readonly text: string
  readonly revision: bigint
}

const minute = 60_000
const spans: readonly (readonly [text: string, ms: number])[] = [
  ['1 minute ago', minute],
  ['5 minutes ago', 5 * minute],
  ['15 minutes ago', 15 * minute],
  ['1 hour ago', 60 * minute],
  ['6 hours ago', 360 * minute],
  ['1 day ago', 1440 * minute],
]

/** Where the store stood at a time, as far as etcdesk saw it and it can still be read; undefined otherwise. */
export function revisionAt({ times, first }: HistoryWindow, ms: number): bigint | undefined {
  const revision = times.findLast((point) => point.ms <= ms)?.revision
  return revision !== undefined && revision >= first ? revision : undefined
}

/** What the earlier revision can be chosen by: the oldest that can be read, and times that are known. */
export function fromPresets(window: HistoryWindow, nowMs: number): readonly RevisionPreset[] {
  const known = spans.flatMap(([text, ms]) => {
    const revision = revisionAt(window, nowMs - ms)
    return revision === undefined || revision >= window.current ? [] : [{ text, revision }]
  })
  return [{ text: 'The oldest that can be read', revision: window.first }, ...known].map((preset) => ({
    ...preset,
    text: `${preset.text}: rev ${formatCount(preset.revision)}`,
  }))
}
