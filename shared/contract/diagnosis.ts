import { oc } from '@orpc/contract'
import { z } from 'zod'
import { pulled } from '../pulled'
import { connectionId } from './fields'

/**
 * `critical`: data or availability is at stake now. `warning`: it will be, or the cluster is slower than it should be.
 * `notice`: worth knowing, nothing is wrong yet.
 */
export const severities = ['critical', 'warning', 'notice'] as const
export type Severity = (typeof severities)[number]

/** One figure that a finding rests on. */
export interface Evidence {
  /** What was measured, and of whom. */
  readonly what: string
  /** With its unit. */
  readonly value: string
  /** Where it comes from, such as `Status of m2` or the name of a metric. */
  readonly source: string
}

/** What the app itself offers to put it right. */
export type Remedy = 'compact' | 'defragment' | 'checkHashes' | 'space' | 'snapshot' | 'members'

/** Something that is wrong, or worth knowing. Names members and addresses, never a user, a key or a value. */
export interface Finding {
  /** The check that found it. */
  readonly check: string
  readonly severity: Severity
  /** One sentence. */
  readonly title: string
  readonly evidence: readonly Evidence[]
  /** What to do, a sentence each. */
  readonly advice: readonly string[]
  readonly remedies: readonly Remedy[]
}

/** A check that found nothing wrong, or could not be made; `text` says what was seen, or why not. */
export interface CheckNote {
  readonly check: string
  readonly text: string
}

export interface DiagnosisReport {
  /** Unix time in ms. */
  readonly atMs: number
  readonly clusterId: string
  readonly members: number
  readonly version?: string
  /** The worst first. */
  readonly findings: readonly Finding[]
  readonly passed: readonly CheckNote[]
  readonly unchecked: readonly CheckNote[]
}

export const diagnosisContract = {
  /**
   * What is wrong with the cluster, now and about once a second while somebody reads; each batch holds the one newest
   * report. Members are probed and asked for their metrics meanwhile. Nothing is written.
   */
  watch: oc.input(z.object({ connectionId })).output(pulled<DiagnosisReport>()),
}
