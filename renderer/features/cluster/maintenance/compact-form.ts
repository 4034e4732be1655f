import type { CompactPlan, CompactTarget } from '../../../../shared/contract/maintenance'
import { readRevision } from '../../history/read-revision'
import { formatCount, formatCountOf } from '../../../ui/format'
import { formatMoment } from '../../history/time-machine/revision-moment'

export type CompactKind = CompactTarget['kind']

/** What is asked for, by what is kept. */
export const compactKinds: Readonly<Record<CompactKind, { readonly text: string; readonly label: string }>> =
  {
    revisions: { text: 'The newest revisions', label: 'Revisions to keep' },
    hours: { text: 'The last hours', label: 'Hours to keep' },
    revision: {
      text: 'All from a revision on',
      label: 'Oldest revision to keep',
    },
  }

/** How many revisions to keep is offered first: 10,000, or fewer where the store has no more. */
export function firstCount(current: bigint, compactRevision: bigint): string {
  const has = current - compactRevision + 1n
  return ['10000', '1000', '100', '10'].find((count) => BigInt(count) < has) ?? '1'
}

/** What was typed as a target, or what is wrong with it. */
export function readTarget(
  kind: CompactKind,
  text: string,
  current: bigint,
): { readonly target: CompactTarget; readonly problem?: undefined } | { readonly problem: string } {
  if (kind === 'revision') {
    const read = readRevision(text, { compactRevision: 0n, current })
    return read.problem === undefined ? { target: { kind, revision: read.revision } } : read
  }
  const typed = text.trim().replaceAll(/[,_\s]/g, '')
  if (kind === 'hours') {
    const hours = Number(typed)
    if (typed === '' || !Number.isFinite(hours) || hours < 0) return { problem: 'Type a number of hours.' }
    return { target: { kind, hours } }
  }
  if (!/^\d+$/.test(typed) || BigInt(typed) < 1n) return { problem: 'Type a whole number, at least 1.' }
  return { target: { kind, count: BigInt(typed) } }
}

/** `Drops 72 revisions for ever, those before revision 92,`. */
export function compactDeed(plan: CompactPlan | undefined): string {
  if (!plan) return 'Drops old revisions for ever; keys as they are now stay,'
  return `Drops ${formatCountOf(plan.goes, 'revision')} for ever, all before revision ${formatCount(plan.revision)},`
}

/** What the preview says, each a label and its figure. */
export function compactFacts(
  plan: CompactPlan,
  nowMs: number,
): readonly { readonly label: string; readonly text: string }[] {
  return [
    { label: 'Current revision', text: formatCount(plan.current) },
    { label: 'Oldest readable now', text: formatCount(plan.compactRevision) },
    { label: 'Oldest readable afterwards', text: formatCount(plan.revision) },
    {
      label: 'Kept',
      text: formatCountOf(plan.current - plan.revision + 1n, 'revision'),
    },
    ...(plan.stoodAtMs === undefined
      ? []
      : [
          {
            label: 'The store stood there',
            text: `${formatMoment(plan.stoodAtMs, nowMs)}, as etcdesk saw it`,
          },
        ]),
  ]
}
