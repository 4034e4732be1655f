import { parseEndpoint } from '../etcd/endpoint'
import { checkPeerUrls, splitUrls } from '../etcd/peer-urls'
import { parseVersion, compareVersions } from '../etcd/version'
import { toFailure } from '../failure'
import type { RunbookMember, RunbookProblem } from './input'
import { isWithin, pathProblem } from './path-problem'

type Check = (member: RunbookMember, others: readonly RunbookMember[]) => string | undefined

const called = ({ name }: RunbookMember): string => name.trim() || 'another member'

const nameProblem: Check = ({ name }, others) => {
  const text = name.trim()
  if (text === '') return 'A member needs its name, as etcd is started with it.'
  if (/[=,\u0000-\u001f\u007f]/.test(text))
    return 'A name has no comma and no =: --initial-cluster is written with them.'
  if (others.some((other) => other.name.trim() === text)) return `Two members are called ${text}.`
  return undefined
}

const hostProblem: Check = ({ host }) =>
  host.trim() === '' || /^([\w][\w.-]*@)?[\w[:][\w.:[\]%-]*$/.test(host.trim())
    ? undefined
    : 'A machine is a name or an address, maybe with a user before it: core@10.0.0.1.'

const peerProblem: Check = ({ peerUrls }, others) => {
  const all = others.map((other) => ({ name: called(other), peerUrls: splitUrls(other.peerUrls) }))
  try {
    checkPeerUrls(splitUrls(peerUrls), all)
    return undefined
  } catch (error) {
    return toFailure(error).message
  }
}

const clientProblem: Check = ({ clientUrls, peerUrls }, others) => {
  const urls = splitUrls(clientUrls)
  if (urls.length === 0) return 'At least one client URL is needed, to look at the member afterwards.'
  for (const [at, url] of urls.entries()) {
    try {
      parseEndpoint(url)
    } catch (error) {
      return `${url}: ${toFailure(error).message.replace('An endpoint', 'A client URL')}`
    }
    if (urls.indexOf(url) < at) return `${url} is given twice.`
    const owner = others.find((other) => splitUrls(other.clientUrls).includes(url))
    if (owner) return `${url} is a client URL of ${called(owner)} already.`
    if (splitUrls(peerUrls).includes(url))
      return `${url} is its peer URL as well: clients need one of their own.`
    const peer = others.find((other) => splitUrls(other.peerUrls).includes(url))
    if (peer) return `${url} is a peer URL of ${called(peer)}.`
  }
  return undefined
}

const sharesMachine = (a: RunbookMember, b: RunbookMember): boolean => machineOf(a) === machineOf(b)

/** Where two members say nothing of their machine, they are taken to be on two. */
function machineOf({ host, peerUrls }: RunbookMember): string | symbol {
  if (host.trim() !== '') return host.trim().replace(/^.*@/, '')
  try {
    return parseEndpoint(splitUrls(peerUrls)[0] ?? '').host
  } catch {
    return Symbol('unknown')
  }
}

/** Another member of the same machine that has its data in, around or at this folder. */
function takenBy(
  folder: string,
  member: RunbookMember,
  others: readonly RunbookMember[],
): string | undefined {
  const isNear = (other: string) =>
    other.trim() !== '' && (isWithin(other, folder) || isWithin(folder, other))
  const owner = others.find(
    (other) => sharesMachine(member, other) && [other.dataDir, other.walDir].some(isNear),
  )
  return owner && `${called(owner)} has its data there, on the same machine.`
}

const dataProblem: Check = (member, others) =>
  pathProblem(member.dataDir, 'The data folder') ?? takenBy(member.dataDir, member, others)

const walProblem: Check = (member, others) => {
  const { walDir, dataDir } = member
  if (walDir.trim() === '') return undefined
  const wrong = pathProblem(walDir, 'The WAL folder')
  if (wrong) return wrong
  if (isWithin(walDir, dataDir))
    return 'The WAL folder lies inside the data folder: both are moved and made by themselves. Leave it empty for etcd’s own place there.'
  if (isWithin(dataDir, walDir))
    return 'The data folder lies inside the WAL folder: give the WAL a folder of its own.'
  return takenBy(walDir, member, others)
}

const oldest = parseVersion('3.4.0')

const versionProblem: Check = ({ version }) => {
  const text = version.trim()
  if (text === '') return 'Which etcd runs there decides the tool: such as 3.5.16.'
  const parsed = parseVersion(text)
  if (!parsed) return 'A version looks like 3.5.16.'
  if (oldest && compareVersions(parsed, oldest) < 0) return 'Tools before 3.4 are not known here.'
  return undefined
}

const checks: readonly (readonly [keyof RunbookMember, Check])[] = [
  ['name', nameProblem],
  ['host', hostProblem],
  ['version', versionProblem],
  ['peerUrls', peerProblem],
  ['clientUrls', clientProblem],
  ['dataDir', dataProblem],
  ['walDir', walProblem],
]

/** What is wrong with one member, by itself and beside the others. */
export function memberProblems(members: readonly RunbookMember[], at: number): RunbookProblem[] {
  const member = members[at]
  if (!member) return []
  const others = members.filter((_, index) => index !== at)
  return checks.flatMap(([field, check]) => {
    const message = check(member, others)
    if (!message) return []
    return [{ member: at, field, message, isMissing: member[field].trim() === '' }]
  })
}
