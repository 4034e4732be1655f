import type { LiveProof } from '../../../shared/contract/snapshot'
import { formatCount } from '../../ui/format'

/** What a comparison by hash says, in a sentence and what it rests on; `name` is the connection's. */
export function proofWords(
  { kind, isOther, revision, member, endpoint, clusterId, fileHash, memberHash }: LiveProof,
  name: string,
): { readonly tone: 'ok' | 'warn' | 'bad'; readonly text: string; readonly reason: string } {
  const at = `revision ${formatCount(revision)}`
  const asked = `${member} at ${endpoint}`
  const hashes = `HashKV of the file ${fileHash}, of ${asked} ${memberHash}`
  switch (kind) {
    case 'same':
      return isOther
        ? {
            tone: 'ok',
            text: `This file holds what ${name} holds at ${at}, which is another cluster than the one it was taken from.`,
            reason: `${hashes}; cluster ${clusterId}.`,
          }
        : { tone: 'ok', text: `This file is ${name} at ${at}.`, reason: `${hashes}.` }
    case 'differs':
      return {
        tone: 'bad',
        text: `This file is not ${name} at ${at}${isOther ? ': that is another cluster, and holds something else' : ': the hashes differ'}.`,
        reason: `${hashes}; cluster ${clusterId}.`,
      }
    case 'compacted':
      return {
        tone: 'warn',
        text: `Whether this file is ${name} cannot be told any more: ${at} was compacted there.`,
        reason: `Asked ${asked}.`,
      }
    case 'ahead':
      return {
        tone: 'bad',
        text: `This file is not ${name} as it is: the file holds ${at}, to which ${name} has not come. It is another cluster, or was put back to an earlier state.`,
        reason: `Asked ${asked}, cluster ${clusterId}.`,
      }
    case 'incomparable':
      return {
        tone: 'warn',
        text: `Whether this file is ${name} cannot be told: the file was compacted further than ${member} was.`,
        reason: `${hashes}.`,
      }
  }
}
