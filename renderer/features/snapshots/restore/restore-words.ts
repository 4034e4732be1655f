import type { RestoreEngine, RestoreOffer, RestoreStep } from '../../../../shared/contract/restore'
import { formatBytes, formatCount } from '../../../ui/format'
import { sourceNames } from '../../settings/engine-words'

/** `1,204 keys · rev 47,980 · 20.9 MiB · written by etcd 3.5`. */
export function offerFacts({ keys, revision, sizeBytes, version }: RestoreOffer): string {
  const facts = [
    `${formatCount(keys)} ${keys === 1 ? 'key' : 'keys'}`,
    `rev ${formatCount(revision)}`,
    formatBytes(sizeBytes),
  ]
  return [...facts, ...(version === undefined ? [] : [`written by etcd ${version}`])].join(' · ')
}

/** `3.5.16 with etcdutl (found on PATH)`. */
export function engineChoice({ version, source, tool }: RestoreEngine): string {
  return `etcd ${version}${tool ? ` with ${tool.program}` : ''} (${sourceNames[source]})`
}

/** The steps as they are ticked off, in order. */
export const stepNames: readonly { readonly step: RestoreStep; readonly text: string }[] = [
  { step: 'check', text: 'Read the file' },
  { step: 'data', text: 'Make the data' },
  { step: 'start', text: 'Start the members' },
  { step: 'verify', text: 'Compare with the file' },
]

/** What it takes on the disk, and what is free there. */
export function roomWords({ neededBytesEach, freeBytes }: RestoreOffer, members: number): string {
  const needed = formatBytes(members * neededBytesEach)
  return freeBytes === undefined ? `About ${needed}` : `About ${needed} of ${formatBytes(freeBytes)} free`
}
