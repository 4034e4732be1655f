import { blocksOf, etcdctlTo, isSecured, longCommand, words } from './commands'
import { apiUnits, podNames } from './kubernetes'
import type { PlannedMember, RunbookPlan } from './plan'
import type { RunbookStep } from './runbook'
import { etcdCommand } from './start-by-hand'

const initialCluster = ({ members }: RunbookPlan) =>
  members.flatMap(({ name, peerUrls }) => peerUrls.map((url) => `${name}=${url}`)).join(',')

/** What a member's unit or manifest must say after the restore. */
function settingsOf(plan: RunbookPlan, member: PlannedMember): readonly (readonly [string, string])[] {
  return [
    ['name', member.name],
    ['data-dir', member.dataDir],
    ...(member.walDir ? [['wal-dir', member.walDir] as const] : []),
    ['initial-advertise-peer-urls', member.peerUrls.join(',')],
    ['advertise-client-urls', member.clientUrls.join(',')],
    ['initial-cluster', initialCluster(plan)],
    ['initial-cluster-state', 'existing'],
  ]
}

const settingsNote =
  'etcd reads --initial-* only while its data folder is empty, so they change nothing now. “existing” is worth it all the same: a member that finds its folder empty then does not begin an empty cluster of its own.'

/** All members start; the first waits until the quorum is there. */
export function startStep(plan: RunbookPlan): RunbookStep {
  const title = 'Start every member'
  const quorum =
    plan.members.length === 1
      ? []
      : ['Start them one right after the other: the first answers only when more than half of them run.']
  if (plan.way === 'systemd')
    return {
      title,
      notes: [
        `Compare what the unit starts etcd with (its environment file, or the flags of ExecStart) to these lines, and edit it where it differs. ${settingsNote}`,
        ...quorum,
        '--no-block: systemd would wait for the quorum with the first member.',
      ],
      blocks: blocksOf(plan, (member) => [
        words(['systemctl', 'cat', plan.unit]),
        ...settingsOf(plan, member).map(
          ([name, value]) => `#   ETCD_${name.toUpperCase().replaceAll('-', '_')}=${value}`,
        ),
        'systemctl daemon-reload',
        words(['systemctl', 'start', '--no-block', plan.unit]),
      ]),
    }
  if (plan.way === 'static-pod')
    return {
      title,
      notes: [
        `Compare the flags in the parked manifest to these lines, and edit it where they differ; the hostPath of its volume etcd-data must be the data folder. ${settingsNote}`,
        ...quorum,
        'The kubelet starts the pod when its manifest is back.',
      ],
      blocks: blocksOf(plan, (member) => [
        `grep -n -e '- --' ${words([`${plan.parked}/etcd.yaml`])}`,
        ...settingsOf(plan, member).map(([name, value]) => `#   - --${name}=${value}`),
        words(['mv', '-n', '--', `${plan.parked}/etcd.yaml`, `${plan.manifests}/`]),
      ]),
    }
  return {
    title,
    notes: [
      `Add what it is started with besides${isSecured(plan) ? ', above all its certificates' : ''}. ${settingsNote}`,
      ...quorum,
    ],
    blocks: blocksOf(plan, (member) => [longCommand(etcdCommand(plan, member))]),
  }
}

/** Whether the members agree, and hold what the file holds. */
export function verifyStep(plan: RunbookPlan): RunbookStep {
  const { expected, bumpBy, file } = plan
  const etcdctl = etcdctlTo(plan)
  const hash = expected
    ? `endpoint hashkv must print ${expected.hash} for every member: then each holds what the file holds, to the byte.`
    : 'endpoint hashkv must print the same number for every member.'
  const revision = bumpBy === undefined ? file.revision : file.revision + bumpBy
  return {
    title: 'Look whether it is right',
    notes: [
      'endpoint health must be true for every member; one that does not join says why in its log.',
      hash,
      `endpoint status must show revision ${revision} or a little above, one leader, and the same term everywhere.`,
      `member list must name ${plan.members.length === 1 ? 'the one member' : `the ${plan.members.length} members`} and no other.`,
      ...(file.isAuthEnabled
        ? ['Authentication is on in the file: etcdctl asks for the password that root had when it was taken.']
        : []),
      ...(isSecured(plan) && plan.caFile === ''
        ? [
            'Clients come over TLS: give etcdctl --cacert, --cert and --key, or ETCDCTL_CACERT, ETCDCTL_CERT and ETCDCTL_KEY.',
          ]
        : []),
    ],
    blocks: [
      {
        where: 'on one machine',
        commands: [
          words([...etcdctl, 'endpoint', 'health']),
          words([...etcdctl, 'endpoint', 'hashkv', '--cluster', ...revisionFlag(plan)]),
          words([...etcdctl, 'endpoint', 'status', '--write-out=table']),
          words([...etcdctl, 'member', 'list', '--write-out=table']),
        ],
      },
    ],
  }
}

/** The hash is asked for at the file's revision: leases that end meanwhile write above it. */
export const revisionFlag = ({ expected, bumpBy }: RunbookPlan): readonly string[] =>
  expected && bumpBy === undefined ? [`--rev=${expected.revision}`] : []

/** API servers come back, and whoever keeps objects of the time after the snapshot starts anew. */
export function kubernetesStep(plan: RunbookPlan): readonly RunbookStep[] {
  if (!plan.isKubernetes) return []
  const bumped =
    plan.bumpBy === undefined
      ? 'Revisions went back: an informer that saw newer ones waits for them, and shows old objects for hours. That is why all of these are restarted, and not the API servers alone.'
      : 'Their watches end as compacted and they list anew; those that do not follow that well are restarted by hand.'
  const back =
    plan.way === 'static-pod'
      ? podNames.map((name) => words(['mv', '-n', '--', `${plan.parked}/${name}.yaml`, `${plan.manifests}/`]))
      : plan.way === 'systemd'
        ? [words(['systemctl', 'start', ...apiUnits])]
        : []
  return [
    {
      title: 'Start Kubernetes again',
      notes: [
        'First the API servers, on every machine of the control plane; then controllers, schedulers and kubelets, whose caches are of the time after the snapshot.',
        bumped,
        'Objects that were made after the snapshot are gone, but what they stood for may still run: nodes, volumes and load balancers are to be compared with what the cluster knows now.',
      ],
      blocks: [
        ...(back.length > 0 ? [{ where: 'on every machine of the control plane', commands: back }] : []),
        { where: 'on every node', commands: ['systemctl restart kubelet'] },
        {
          where: 'where kubectl is',
          commands: [
            'kubectl get --raw /readyz',
            'kubectl get nodes',
            'kubectl -n kube-system rollout restart daemonset   # what watches the API: network, proxies',
            'kubectl -n kube-system rollout restart deployment   # DNS and controllers',
          ],
        },
      ],
    },
  ]
}

/** The way back, while the old data is there. */
export function undoStep(plan: RunbookPlan): RunbookStep {
  const back = (folder: string, aside: string) =>
    `mv -- ${words([folder])} ${words([`${folder}.restored-${plan.token}`])} && mv -- ${words([aside, folder])}`
  return {
    title: 'If it is to be undone',
    notes: [
      'With etcd stopped on every machine again; then start it as before. When all has been well for some days, remove the old folders by hand. And save a new snapshot now.',
    ],
    blocks: blocksOf(plan, ({ dataDir, dataAside, walDir, walAside }) => [
      back(dataDir, dataAside),
      ...(walDir && walAside ? [back(walDir, walAside)] : []),
    ]),
  }
}
