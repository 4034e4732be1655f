import { knowsBumpRevision } from '../etcd/restore-tool'
import { parseVersion } from '../etcd/version'
import type { RunbookInput, RunbookMember, RunbookProblem } from './input'
import { memberProblems } from './member-problems'
import { pathProblem } from './path-problem'

/** How high revisions can be: etcd counts them in 63 bits. */
const highest = 2n ** 63n - 1n

/** What is wrong with an input, in the order of its fields; nothing: a runbook can be written. */
export function findProblems(input: RunbookInput): readonly RunbookProblem[] {
  return [
    ...(input.members.length === 0
      ? [{ field: 'members', message: 'A cluster has at least one member.', isMissing: true }]
      : []),
    ...input.members.flatMap((_, at) => memberProblems(input.members, at)),
    ...placeProblems(input),
    ...bumpProblems(input),
  ]
}

function placeProblems(input: RunbookInput): RunbookProblem[] {
  const { filePath, token, way, unit, manifests, owner } = input
  const found: RunbookProblem[] = []
  const add = (field: string, message: string | undefined, isMissing?: boolean) => {
    if (message) found.push({ field, message, isMissing })
  }
  add('filePath', pathProblem(filePath, 'The snapshot file'), filePath.trim() === '')
  if (token.trim() === '') add('token', 'A restored cluster needs a token of its own.', true)
  else if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(token.trim()))
    add('token', 'A token is of letters, digits, dots and dashes: folders are named after it too.')
  if (way === 'systemd' && unit.trim() === '')
    add('unit', 'systemd stops and starts etcd by this name.', true)
  else if (way === 'systemd' && !/^[\w@.:\\-]+$/.test(unit.trim()))
    add('unit', 'A unit is called something like etcd or etcd.service.')
  if (way === 'static-pod')
    add('manifests', pathProblem(manifests, 'The folder of manifests'), manifests.trim() === '')
  if (!/^([\w.-]+(:[\w.-]+)?)?$/.test(owner.trim()))
    add('owner', 'An owner is a user, or user:group, such as etcd:etcd.')
  for (const field of ['caFile', 'certFile', 'keyFile'] as const)
    if (input[field].trim() !== '') add(field, pathProblem(input[field], 'The file'))
  if ((input.certFile.trim() === '') !== (input.keyFile.trim() === ''))
    add(input.certFile.trim() === '' ? 'certFile' : 'keyFile', 'A certificate and its key go together.')
  return found
}

function bumpProblems({ bumpBy, file, members }: RunbookInput): RunbookProblem[] {
  const text = bumpBy.trim()
  if (text === '') return []
  const field = 'bumpBy'
  if (!/^[1-9]\d{0,18}$/.test(text))
    return [{ field, message: 'A whole number above 0, such as 1000000000.' }]
  if (file.revision + BigInt(text) > highest)
    return [{ field, message: 'That is more than etcd can count: revisions end at 9223372036854775807.' }]
  const without = members.filter((member) => !canBump(member))
  if (without.length === 0) return []
  const names = without.map(({ name, version }) => `${name.trim() || 'a member'} (${version.trim() || '?'})`)
  return [
    {
      field,
      message: `The tools of ${names.join(', ')} do not know --bump-revision: it is there from 3.4.27 and 3.5.10 on. All members must do the same, or their data differs.`,
    },
  ]
}

/** Whether a member's tool knows `--bump-revision`; one whose version is not known whole cannot be counted on. */
export function canBump({ version }: Pick<RunbookMember, 'version'>): boolean {
  const text = version.trim()
  return parseVersion(text) !== undefined && /\d+\.\d+\.\d+/.test(text) && knowsBumpRevision(text)
}
