import { formatBytes } from '../format'
import { apiOf, blocksOf, words } from './commands'
import { apiUnits, podNames } from './kubernetes'
import type { PlannedMember, RunbookPlan } from './plan'
import type { RunbookStep } from './runbook'

const isHere = (host: string) => ['localhost', '127.0.0.1', '::1'].includes(host.replace(/^.*@/, ''))

const copyTo = ({ file, filePath }: RunbookPlan, { host }: PlannedMember): string[] => {
  if (isHere(host)) return file.path === filePath ? [] : [words(['cp', '-n', '--', file.path, filePath])]
  const target = host.includes(':') && !host.includes('[') ? `[${host}]` : host
  return [words(['scp', '-p', '--', file.path, `${target}:${filePath}`])]
}

/** The file comes to every machine: all members are restored from the same one. */
export function copyStep(plan: RunbookPlan): readonly RunbookStep[] {
  const commands = plan.members.flatMap((member) => copyTo(plan, member))
  if (commands.length === 0) return []
  return [
    {
      title: 'Copy the file to every machine',
      notes: ['All members are restored from the same file. These run where the file lies now.'],
      blocks: [{ where: 'on the machine that has the file', commands }],
    },
  ]
}

/** The copy is looked at before anything is stopped. */
export function checkStep(plan: RunbookPlan): RunbookStep {
  const { file, filePath } = plan
  return {
    title: 'Check file and tools on every machine',
    notes: [
      `sha256sum must print ${file.sha256}: else the copy is damaged.`,
      `The status must say revision ${file.revision}. The version must be the one named here, or one of the same minor version.`,
      file.hasTrailer
        ? 'A SHA-256 stands at the end of the file: the restore checks it once more.'
        : 'No SHA-256 stands at the end of the file: it is a copy of a member’s database, and the restore is told not to look for one (--skip-hash-check). The sum above is the only check there is.',
      `There must be room for ${formatBytes(file.sizeBytes)} and more where the data will be: what was there before stays beside it.`,
    ],
    blocks: blocksOf(plan, (member) => [
      `sha256sum < ${words([filePath])}`,
      `${apiOf(member)}${words([member.program, 'snapshot', 'status', filePath, '--write-out=table'])}`,
      `${apiOf(member)}${words([member.program, 'version'])}   # ${member.version}`,
      `df -h ${words([parentOf(member.dataDir)])}`,
    ]),
  }
}

export const parentOf = (path: string): string => path.replace(/\/[^/]*$/, '') || '/'

/** API servers go before etcd, on every machine that runs one: they keep newer objects in memory. */
export function stopApiStep(plan: RunbookPlan): readonly RunbookStep[] {
  if (!plan.isKubernetes) return []
  const notes = [
    'Every API server of the cluster is stopped first, also those on machines without etcd. One that goes on keeps objects in its memory that the restored store does not know, and answers with them.',
  ]
  const on = 'on every machine of the control plane'
  if (plan.way === 'static-pod') {
    const moves = podNames.map((name) =>
      words(['mv', '-n', '--', `${plan.manifests}/${name}.yaml`, `${plan.parked}/`]),
    )
    const commands = [
      words(['mkdir', '--', plan.parked]),
      ...moves,
      'crictl ps --name kube-apiserver   # until none is left',
    ]
    const note = `The kubelet ends a static pod when its manifest leaves ${plan.manifests}; controllers and schedulers go with them.`
    return [{ title: 'Stop the API servers', notes: [...notes, note], blocks: [{ where: on, commands }] }]
  }
  const commands = plan.way === 'systemd' ? [words(['systemctl', 'stop', ...apiUnits])] : []
  return [
    { title: 'Stop the API servers', notes, blocks: commands.length > 0 ? [{ where: on, commands }] : [] },
  ]
}

/** etcd is stopped everywhere before anything is moved anywhere. */
export function stopStep(plan: RunbookPlan): RunbookStep {
  const title = 'Stop etcd on every machine'
  const first =
    'Go on only when it is stopped on all of them: a member of the old cluster that still runs serves old data to whoever asks.'
  if (plan.way === 'systemd')
    return {
      title,
      notes: [first],
      blocks: blocksOf(plan, () => [
        words(['systemctl', 'stop', plan.unit]),
        `${words(['systemctl', 'is-active', plan.unit])}   # must say inactive or failed`,
      ]),
    }
  if (plan.way === 'static-pod')
    return {
      title,
      notes: [first, 'The container is gone a while after its manifest.'],
      blocks: blocksOf(plan, () => [
        words(['mkdir', '-p', '--', plan.parked]),
        words(['mv', '-n', '--', `${plan.manifests}/etcd.yaml`, `${plan.parked}/`]),
        "crictl ps --name '^etcd$'   # until none is left",
      ]),
    }
  return {
    title,
    notes: [
      first,
      'End each etcd as it was started, with SIGTERM; never its data folder under a running one.',
    ],
    blocks: blocksOf(plan, ({ dataDir }) => [
      `flock --nonblock --shared ${words([`${dataDir}/member/snap/db`])} echo stopped   # says so only when no etcd has it open`,
    ]),
  }
}
