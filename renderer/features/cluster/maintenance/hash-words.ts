import type { HashCheckState, HashVerdict, MemberHash } from '../../../../shared/contract/maintenance'
import { formatCount } from '../../../ui/format'

const list = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

const tones = {
  equal: { tone: 'ok', word: 'equal' },
  differs: { tone: 'bad', word: 'differs' },
  split: { tone: 'bad', word: 'differ' },
  incomparable: { tone: 'warn', word: 'not comparable' },
  alone: { tone: 'warn', word: 'nothing to compare' },
} as const satisfies Record<HashVerdict['kind'], { tone: string; word: string }>

export const verdictTag = ({ kind }: HashVerdict) => tones[kind]

/** The verdict in sentences, with who could not be asked. */
export function verdictInWords({ verdict, members, revision }: HashCheckState): string {
  if (!verdict) return ''
  const failed = members.filter((each) => each.hash === undefined).map(({ name }) => name)
  const silent = failed.length > 0 ? ` Not compared: ${list(failed)}.` : ''
  return sentence(verdict, members, revision) + silent
}

function sentence(
  { kind, members: named }: HashVerdict,
  members: readonly MemberHash[],
  revision: bigint | undefined,
): string {
  const at = revision === undefined ? '' : ` at revision ${formatCount(revision)}`
  const answered = members.filter((each) => each.hash !== undefined)
  switch (kind) {
    case 'equal':
      return `All ${answered.length} members hold the same data${at}.`
    case 'differs':
      return `${list(named)} ${named.length === 1 ? 'differs' : 'differ'} from the other ${answered.length - named.length}${at}: do not trust ${named.length === 1 ? 'its' : 'their'} data. Take ${named.length === 1 ? 'it' : 'them'} out of the cluster and let ${named.length === 1 ? 'it' : 'them'} join again with an empty data directory.`
    case 'split':
      return `${list(named)} differ${at}, and no majority tells whose data is right. Compare them with a snapshot before anything is removed.`
    case 'incomparable':
      return 'The hashes cannot be compared: members were not compacted to the same revision, or their versions hash differently. Check again, or when all run one version.'
    case 'alone':
      return 'Fewer than two members answered: there is nothing to compare.'
  }
}
