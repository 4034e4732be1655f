import { severities, type DiagnosisReport } from '../contract/diagnosis'
import type { Check } from './check'
import type { DiagnosisFacts } from './facts'
import { access, certificates, clocks } from './rules/access'
import { elections, leader } from './rules/leader'
import { learners } from './rules/learners'
import { health, lag, versions } from './rules/members'
import { quorum, voters } from './rules/quorum'
import { alarms, backlog, fragmentation, quota } from './rules/space'
import { disk, load, network } from './rules/speed'

/** Every check, in the order in which the report lists them. */
export const checks: readonly Check[] = [
  ...[quorum, leader, health, alarms, quota, disk, network, lag, learners, versions],
  ...[elections, load, clocks, voters, backlog, fragmentation, access, certificates],
]

/** Makes all checks. A check with findings is not listed as passed; one that could look at a part alone is in both lists. */
export function diagnose(facts: DiagnosisFacts): DiagnosisReport {
  const outcomes = checks.map(({ name, run }) => ({ check: name, ...run(facts) }))
  const { status, nowMs } = facts
  return {
    atMs: nowMs,
    clusterId: status.clusterId,
    members: status.members.length,
    version: status.version,
    findings: outcomes
      .flatMap(({ check, findings = [] }) => findings.map((finding) => ({ check, ...finding })))
      .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity)),
    passed: outcomes.flatMap(({ check, findings = [], passed }) =>
      findings.length === 0 && passed !== undefined ? [{ check, text: passed }] : [],
    ),
    unchecked: outcomes.flatMap(({ check, unchecked }) =>
      unchecked === undefined ? [] : [{ check, text: unchecked }],
    ),
  }
}
