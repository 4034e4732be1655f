import type { Finding } from '../contract/diagnosis'
import type { DiagnosisFacts } from './facts'

/** A finding, before it is said which check found it. */
export type Found = Omit<Finding, 'check'>

/** What a check has to say: what it found, else what is in order, else why it could not look. */
export interface Outcome {
  readonly findings?: readonly Found[]
  /** What was seen to be in order; not said beside findings. */
  readonly passed?: string
  /** What could not be looked at, and why. */
  readonly unchecked?: string
}

/** One question to a cluster's facts. */
export interface Check {
  /** Its name, as the report calls it. */
  readonly name: string
  readonly run: (facts: DiagnosisFacts) => Outcome
}

/** `m1`, `m1 and m2`, `m1, m2 and m3`. */
export function listNames(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/** `Member m1 lags`, `Members m1 and m2 lag`: the subject of a sentence, with its verb in both numbers. */
export function membersWho(names: readonly string[], singular: string, plural: string): string {
  return names.length === 1
    ? `Member ${listNames(names)} ${singular}`
    : `Members ${listNames(names)} ${plural}`
}
