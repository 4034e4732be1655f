import type { FoundMembers } from '../../shared/contract/runbook'
import { parseEndpoint } from '../../shared/etcd/endpoint'

/** A member as it is known, whatever told of it. */
export interface KnownMember {
  readonly name: string
  readonly peerUrls: readonly string[]
  readonly clientUrls: readonly string[]
  readonly isLearner: boolean
  /** Empty where nobody knows. */
  readonly version: string
}

const usualFolder = '/var/lib/etcd'

const hostOf = (urls: readonly string[]): string => {
  try {
    return parseEndpoint(urls[0] ?? '').host
  } catch {
    return ''
  }
}

/** Where a member answers clients as a rule: etcd 3.5 keeps no client URLs in its database. */
const usualClientUrl = ([url = '']: readonly string[]): string =>
  /^https?:\/\/(\[[^\]]*\]|[^:/]+)/.exec(url)?.[0].concat(':2379') ?? ''

/**
 * What is known of members as a runbook asks for it, in the order of their names. Folders are only supposed, and client
 * URLs where nobody told them.
 */
export function foundMembers(known: readonly KnownMember[]): FoundMembers {
  const voters = known
    .filter(({ isLearner }) => !isLearner)
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  const hosts = voters.map(({ peerUrls }) => hostOf(peerUrls))
  return {
    learners: known.filter(({ isLearner }) => isLearner).map(({ name }) => name),
    members: voters.map(({ name, peerUrls, clientUrls, version }, at) => {
      const isAlone = hosts.filter((host) => host === hosts[at]).length === 1
      return {
        ...{ name, version, host: '', walDir: '' },
        peerUrls: peerUrls.join(', '),
        clientUrls: clientUrls.join(', ') || (isAlone ? usualClientUrl(peerUrls) : ''),
        dataDir: isAlone ? usualFolder : `${usualFolder}-${name}`,
      }
    }),
  }
}
