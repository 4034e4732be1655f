import { restoreArgs } from '../../../../shared/etcd/restore-tool'
import type { RestoreAccount, RestoreEngine, RestoreOffer } from '../../../../shared/contract/restore'
import { quoteText } from '../../keys/copy-as/shell-quote'

/** One command, with the variable that etcdctl needs up to 3.5 to speak etcd's v3 API. */
function line(words: readonly string[], isEtcdctl: boolean): string {
  return [...(isEtcdctl ? ['ETCDCTL_API=3'] : []), ...words.map(quoteText)].join(' ')
}

/** What was run. */
export function commandsOf({ commands }: RestoreAccount): string {
  return commands.map((words) => line(words, /etcdctl(\.exe)?$/.test(words[0] ?? ''))).join('\n')
}

export interface CommandChoices {
  readonly offer: RestoreOffer
  readonly engine: RestoreEngine | undefined
  readonly members: number
  readonly name: string
  readonly skipHashCheck: boolean
  readonly bumpRevision?: bigint
}

/** What will be run, with etcd's usual ports: which are free is found out then. */
export function plannedCommands(choices: CommandChoices): string {
  const { offer, engine, name, skipHashCheck, bumpRevision } = choices
  const members = Array.from({ length: choices.members }, (_, i) => ({
    ...{ name: `m${i + 1}`, peerUrl: `http://127.0.0.1:${2380 + 100 * i}` },
    dataDir: `${name}/m${i + 1}`,
  }))
  const program = engine?.tool?.program ?? 'etcdutl'
  return members
    .map((member) => {
      const args = { file: offer.path, member, members, token: name, skipHashCheck, bumpRevision }
      return line([program, ...restoreArgs(args)], program === 'etcdctl')
    })
    .join('\n')
}
