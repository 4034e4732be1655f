import { parseEndpoint } from '../etcd/endpoint'
import { splitUrls } from '../etcd/peer-urls'
import { restoreArgs, restoreProgramOf } from '../etcd/restore-tool'
import { formatVersion, parseVersion } from '../etcd/version'
import type { RunbookInput } from './input'

/** A member with everything that its commands name. */
export interface PlannedMember {
  readonly name: string
  readonly host: string
  readonly peerUrls: readonly string[]
  readonly clientUrls: readonly string[]
  readonly dataDir: string
  readonly walDir?: string
  /** Where what was there before is moved to. */
  readonly dataAside: string
  readonly walAside?: string
  readonly version: string
  /** `3.5`. */
  readonly minor: string
  readonly program: 'etcdctl' | 'etcdutl'
  readonly restoreArgs: readonly string[]
  /** Of its script. */
  readonly scriptName: string
}

/** A {@link RunbookInput} without problems, taken apart. */
export interface RunbookPlan extends Omit<RunbookInput, 'members' | 'bumpBy'> {
  readonly bumpBy?: bigint
  /** Where the manifests of static pods wait meanwhile. */
  readonly parked: string
  readonly members: readonly PlannedMember[]
}

export const withoutSlash = (path: string): string => path.trim().replace(/(?<=.)\/+$/, '')

/** Takes an input apart in which `findProblems` found nothing. */
export function planRunbook(input: RunbookInput): RunbookPlan {
  const token = input.token.trim()
  const bumpBy = input.bumpBy.trim() === '' ? undefined : BigInt(input.bumpBy.trim())
  const filePath = input.filePath.trim()
  const members = input.members.map((member) => ({
    name: member.name.trim(),
    peerUrls: splitUrls(member.peerUrls),
    clientUrls: splitUrls(member.clientUrls),
    dataDir: withoutSlash(member.dataDir),
    walDir: withoutSlash(member.walDir) || undefined,
    host: member.host.trim(),
    version: member.version.trim().replace(/^v/, ''),
  }))
  const initial = members.flatMap(({ name, peerUrls }) => peerUrls.map((peerUrl) => ({ name, peerUrl })))
  const names = scriptNames(members.map(({ name }) => name))
  return {
    ...{ ...input, filePath, token, bumpBy },
    ...{ unit: input.unit.trim(), manifests: withoutSlash(input.manifests), owner: input.owner.trim() },
    ...{ caFile: input.caFile.trim(), certFile: input.certFile.trim(), keyFile: input.keyFile.trim() },
    parked: `${withoutSlash(input.manifests)}.stopped-${token}`,
    members: members.map((member, at) => ({
      ...member,
      host: member.host || hostOf(member.peerUrls[0] ?? ''),
      dataAside: `${member.dataDir}.before-${token}`,
      walAside: member.walDir && `${member.walDir}.before-${token}`,
      minor: minorOf(member.version),
      program: restoreProgramOf(member.version),
      restoreArgs: restoreArgs({
        ...{ file: filePath, token, members: initial },
        member: { ...member, peerUrl: member.peerUrls.join(',') },
        skipHashCheck: !input.file.hasTrailer,
        bumpRevision: bumpBy,
      }),
      scriptName: names[at] ?? '',
    })),
  }
}

const hostOf = (url: string): string => parseEndpoint(url).host

function minorOf(version: string): string {
  const parsed = parseVersion(version)
  return parsed ? formatVersion(parsed).split('.').slice(0, 2).join('.') : ''
}

/** A file name for each member: what a name has that a file name should not becomes `-`. */
function scriptNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const plain = `restore-${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)}`
    let own = `${plain}.sh`
    for (let count = 2; taken.has(own.toLowerCase()); count++) own = `${plain}-${count}.sh`
    taken.add(own.toLowerCase())
    return own
  })
}
