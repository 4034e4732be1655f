import type { DiagnosisReport, Severity } from '../../../../shared/contract/diagnosis'
import { formatCountOf } from '../../../../shared/format'

export type SeverityTone = 'bad' | 'warn' | 'accent'

export const severityTones: Readonly<Record<Severity, SeverityTone>> = {
  critical: 'bad',
  warning: 'warn',
  notice: 'accent',
}

export interface DiagnosisSummary {
  readonly tone: SeverityTone | 'ok'
  readonly word: string
  readonly text: string
}

/** The report in one line: the worst that was found, or that nothing was, and by how many checks. */
export function summarize({ findings, passed, unchecked }: DiagnosisReport): DiagnosisSummary {
  const made = new Set([...findings, ...passed].map(({ check }) => check)).size
  const missing =
    unchecked.length === 0 ? '' : `; ${formatCountOf(unchecked.length, 'check')} could not be made in full`
  const by = `${formatCountOf(made, 'check')} made${missing}.`
  const [worst] = findings
  if (!worst) {
    // What could not be looked at may be wrong all the same.
    const text = made === 0 ? `Nothing could be checked.` : `Nothing is wrong: ${by}`
    return made === 0 ? { tone: 'warn', word: 'unknown', text } : { tone: 'ok', word: 'in order', text }
  }
  const order = findings.length > 1 ? ', the worst first' : ''
  return {
    tone: severityTones[worst.severity],
    word: worst.severity,
    text: `${formatCountOf(findings.length, 'thing')} found${order}; ${by}`,
  }
}
