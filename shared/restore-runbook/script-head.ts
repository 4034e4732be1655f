import { shellQuote } from '../shell-quote'
import type { PlannedMember, RunbookPlan } from './plan'

/** Where the steps of a script for Kubernetes by hand would have nothing to do, there is none. */
export const hasKubernetes = ({ isKubernetes, way }: RunbookPlan): boolean =>
  isKubernetes && way !== 'by-hand'

/** The script's variables. */
export function scriptValues(plan: RunbookPlan, member: PlannedMember): string {
  const { file, filePath, bumpBy } = plan
  const all = [
    ['member', member.name],
    ['snapshot', filePath],
    ['sha256', file.sha256],
    ['data_dir', member.dataDir],
    ['data_aside', member.dataAside],
    ['wal_dir', member.walDir ?? ''],
    ['wal_aside', member.walAside ?? ''],
    ['tool', member.program],
    ['version_wanted', member.version],
    ['minor', member.minor],
    ['bumps', bumpBy === undefined ? 'no' : 'yes'],
    ['owner', plan.owner],
    ['members', String(plan.members.length)],
    ['hash', plan.expected ? String(plan.expected.hash) : ''],
  ] as const
  return all.map(([name, value]) => `${name}=${shellQuote(value)}\n`).join('')
}

const usageSteps = (plan: RunbookPlan, { dataDir, dataAside }: PlannedMember) => [
  `check       looks at the file and the tools here; changes nothing`,
  plan.way === 'by-hand'
    ? `stop        looks whether etcd is stopped here`
    : `stop        stops ${plan.isKubernetes ? 'the API server and etcd' : 'etcd'} here`,
  `aside       moves ${dataDir} to ${dataAside}`,
  `restore     restores the file into ${dataDir}, which must not be there`,
  plan.way === 'by-hand' ? `start       starts etcd in this terminal` : `start       starts etcd here`,
  `verify      asks all members whether they agree; on one machine is enough`,
  ...(hasKubernetes(plan) ? [`kubernetes  starts the API server and what goes with it again`] : []),
]

/** What it says of itself. */
export function scriptUsage(plan: RunbookPlan, member: PlannedMember): string {
  const text = [
    `Usage: bash ${member.scriptName} [--dry-run] STEP`,
    '',
    ...usageSteps(plan, member).map((line) => `  ${line}`),
    '',
    'Each step is done on every machine before the next one. With --dry-run it says what it would do.',
  ]
  return [
    'usage() {',
    "  printf '%s\\n' \\",
    text.map((line) => `    ${quoted(line)}`).join(' \\\n'),
    '}',
    '',
  ].join('\n')
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
