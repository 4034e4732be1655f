import { formatCount } from '../format'
import { etcdctlTo, longCommand, words } from './commands'
import type { PlannedMember, RunbookPlan } from './plan'
import { hasKubernetes, scriptUsage, scriptValues } from './script-head'
import { scriptFolderSteps, scriptHelpers } from './script-lines'
import { scriptWay } from './script-ways'
import { revisionFlag } from './steps-after'

function verify(plan: RunbookPlan): string {
  const etcdctl = etcdctlTo(plan)
  return [
    'verify() {',
    '  local answers hashes',
    '  command -v etcdctl >/dev/null || fail "there is no etcdctl here: run this where one is"',
    `  ${words([...etcdctl, 'endpoint', 'health'])} || fail "not every member is healthy"`,
    `  answers=$(${words([...etcdctl, 'endpoint', 'hashkv', ...revisionFlag(plan)])})`,
    `  printf '%s\\n' "$answers"`,
    `  hashes=$(printf '%s\\n' "$answers" | cut -d , -f 2 | tr -d ' ' | sort -u)`,
    `  [ "$(printf '%s\\n' "$answers" | wc -l)" -eq "$members" ] || fail "not every member gave its hash"`,
    `  [ "$(printf '%s\\n' "$hashes" | wc -l)" -eq 1 ] || fail "the members do not hold the same"`,
    `  if [ -n "$hash" ] && [ "$hashes" != "$hash" ]; then fail "the members hold something else than the file: its hash is $hash"; fi`,
    `  ${words([...etcdctl, 'member', 'list'])}`,
    '  say "all members agree"',
    '}',
    '',
  ].join('\n')
}

const restoreFunctions = (member: PlannedMember) => [
  'run_restore() {',
  `  run ${longCommand([member.program, ...member.restoreArgs])}`,
  '}',
  '',
  'own() {',
  '  local folder',
  '  for folder in "$data_dir" "$wal_dir"; do',
  '    [ -n "$folder" ] || continue',
  '    if [ -n "$owner" ]; then run chown -R "$owner" -- "$folder"; fi',
  '    run chmod 700 -- "$folder"',
  '  done',
  '}',
  '',
]

/** Reads the arguments; what stands behind `start` goes to etcd. */
const main = (steps: readonly string[]) => [
  'step=',
  'while [ "$#" -gt 0 ]; do',
  '  case $1 in',
  '    --dry-run) dry_run=yes ;;',
  `    ${steps.join(' | ')})`,
  '      [ -z "$step" ] || break',
  '      step=$1',
  '      ;;',
  '    *) break ;;',
  '  esac',
  '  shift',
  'done',
  'if [ "$#" -gt 0 ] && [ "$step" != start ]; then',
  '  usage >&2',
  '  exit 2',
  'fi',
  '"${step:-usage}" "$@"',
  '',
]

/**
 * One member's script: bash, one step a run, nothing without being asked for. Every value of the runbook is quoted
 * exactly. It refuses what is there already, and after a failed restore removes only what that restore has made.
 */
export function toScript(plan: RunbookPlan, member: PlannedMember): string {
  const steps = ['check', 'stop', 'aside', 'restore', 'start', 'verify']
  return [
    '#!/usr/bin/env bash',
    `# Restores the etcd member ${member.name} on ${member.host} from a snapshot of revision ${formatCount(plan.file.revision)}.`,
    '# Written by etcdesk. Read it before you run it; the runbook tells the order of the steps.',
    'set -euo pipefail',
    'umask 077',
    'export ETCDCTL_API=3',
    '',
    scriptValues(plan, member),
    scriptHelpers,
    scriptUsage(plan, member),
    scriptFolderSteps,
    ...restoreFunctions(member),
    scriptWay(plan, member),
    verify(plan),
    ...main(hasKubernetes(plan) ? [...steps, 'kubernetes'] : steps),
  ].join('\n')
}
