import { formatBytes, formatCount, formatCountOf } from '../format'
import type { RunbookPlan } from './plan'
import type { Runbook } from './runbook'
import { kubernetesStep, startStep, undoStep, verifyStep } from './steps-after'
import { checkStep, copyStep, stopApiStep, stopStep } from './steps-before'
import { asideStep, ownerStep, restoreStep } from './steps-restore'
import { warningsOf } from './warnings'

/** The runbook: what to do on which machine, in its order. */
export function writeRunbook(plan: RunbookPlan): Runbook {
  const { file, members } = plan
  return {
    title: `Restore etcd from ${file.path.replace(/^.*[\\/]/, '')}`,
    facts: [
      ['File', file.path],
      [
        'Revision',
        `${formatCount(file.revision)} · ${formatCountOf(file.keys, 'key')} · ${formatBytes(file.sizeBytes)}`,
      ],
      ['SHA-256 of the file', file.sha256],
      [
        'Members',
        members.map(({ name, host, version }) => `${name} on ${host} (etcd ${version})`).join(', '),
      ],
      ['Cluster token', plan.token],
    ],
    warnings: warningsOf(plan),
    steps: [
      ...copyStep(plan),
      checkStep(plan),
      ...stopApiStep(plan),
      stopStep(plan),
      asideStep(plan),
      restoreStep(plan),
      ownerStep(plan),
      startStep(plan),
      verifyStep(plan),
      ...kubernetesStep(plan),
      undoStep(plan),
    ],
  }
}
