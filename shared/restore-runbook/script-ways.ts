import { shellQuote } from '../shell-quote'
import { isSecured, words } from './commands'
import { podNames } from './kubernetes'
import type { PlannedMember, RunbookPlan } from './plan'
import { etcdCommand } from './start-by-hand'

const lines = (...each: readonly string[]) => `${each.join('\n')}\n`

const systemd = (plan: RunbookPlan) => {
  const unit = shellQuote(plan.unit)
  return lines(
    ...(plan.isKubernetes
      ? [
          'units() {',
          '  local unit',
          `  for unit in ${words(podNames)}; do`,
          '    if systemctl cat "$unit" >/dev/null 2>&1; then run systemctl "$1" "$unit"; fi',
          '  done',
          '}',
        ]
      : []),
    'stop() {',
    ...(plan.isKubernetes ? ['  units stop'] : []),
    `  run systemctl stop ${unit}`,
    '  if [ "$dry_run" = no ] && etcd_has "$data_dir"; then fail "an etcd still runs on $data_dir"; fi',
    '  say "etcd is stopped here; go on when it is stopped everywhere"',
    '}',
    '',
    // systemd would wait for the quorum with the first member.
    'start() {',
    '  [ -d "$data_dir/member" ] || refuse "there is nothing restored in $data_dir"',
    `  run systemctl start --no-block ${unit}`,
    '}',
    ...(plan.isKubernetes
      ? ['', 'kubernetes() {', '  units start', '  run systemctl restart kubelet || true', '}']
      : []),
  )
}

const staticPod = ({ manifests, parked, isKubernetes }: RunbookPlan) =>
  lines(
    `manifests=${shellQuote(manifests)}`,
    `parked=${shellQuote(parked)}`,
    'park() {',
    '  if ! is_there "$manifests/$1.yaml"; then',
    '    say "there is no $manifests/$1.yaml: nothing to stop"',
    '    return',
    '  fi',
    '  if is_there "$parked/$1.yaml"; then refuse "$parked/$1.yaml is there already"; fi',
    '  run mv -- "$manifests/$1.yaml" "$parked/$1.yaml"',
    '}',
    'bring_back() {',
    '  if ! is_there "$parked/$1.yaml"; then',
    '    say "there is no $parked/$1.yaml: nothing to bring back"',
    '    return',
    '  fi',
    '  if is_there "$manifests/$1.yaml"; then refuse "$manifests/$1.yaml is there already"; fi',
    '  run mv -- "$parked/$1.yaml" "$manifests/$1.yaml"',
    '}',
    'wait_until_gone() {',
    '  if [ "$dry_run" = yes ]; then return; fi',
    '  if ! command -v crictl >/dev/null; then',
    '    say "there is no crictl here: look yourself whether $1 is gone"',
    '    return',
    '  fi',
    '  local turn',
    '  for turn in $(seq 90); do',
    '    [ -n "$(crictl ps --quiet --name "^$1\\$")" ] || return 0',
    '    sleep 2',
    '  done',
    '  fail "$1 still runs"',
    '}',
    '',
    'stop() {',
    '  run mkdir -p -- "$parked"',
    '  local name',
    ...(isKubernetes
      ? [`  for name in ${words(podNames)}; do park "$name"; done`, '  wait_until_gone kube-apiserver']
      : []),
    '  park etcd',
    '  wait_until_gone etcd',
    '  if [ "$dry_run" = no ] && etcd_has "$data_dir"; then fail "an etcd still runs on $data_dir"; fi',
    '  say "etcd is stopped here; go on when it is stopped everywhere"',
    '}',
    '',
    'start() {',
    '  [ -d "$data_dir/member" ] || refuse "there is nothing restored in $data_dir"',
    '  bring_back etcd',
    '}',
    ...(isKubernetes
      ? [
          '',
          'kubernetes() {',
          '  local name',
          `  for name in ${words(podNames)}; do bring_back "$name"; done`,
          '  run systemctl restart kubelet',
          '}',
        ]
      : []),
  )

const byHand = (plan: RunbookPlan, member: PlannedMember) =>
  lines(
    'stop() {',
    '  if etcd_has "$data_dir"; then refuse "etcd still runs on $data_dir: end it as it was started"; fi',
    '  say "no etcd runs on $data_dir; go on when it is stopped everywhere"',
    '}',
    '',
    '# In this terminal, until it is ended; what stands behind start is given to etcd as well.',
    'start() {',
    '  [ -d "$data_dir/member" ] || refuse "there is nothing restored in $data_dir"',
    ...(isSecured(plan)
      ? [
          '  [ "$#" -gt 0 ] || refuse "give its certificates behind start: --cert-file=… --key-file=… and so on"',
        ]
      : []),
    `  run exec ${etcdCommand(plan, member).map(shellQuote).join(' \\\n    ')} "$@"`,
    '}',
  )

/** How a member's script stops and starts etcd: the functions `stop`, `start` and, for Kubernetes, `kubernetes`. */
export function scriptWay(plan: RunbookPlan, member: PlannedMember): string {
  if (plan.way === 'systemd') return systemd(plan)
  return plan.way === 'static-pod' ? staticPod(plan) : byHand(plan, member)
}
