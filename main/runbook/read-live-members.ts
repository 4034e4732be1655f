import type { FoundMembers } from '../../shared/contract/runbook'
import { isStarted } from '../../shared/etcd/membership'
import { FailureError } from '../../shared/failure'
import { askCluster } from '../cluster/ask-cluster'
import type { EtcdClient } from '../etcd/client'
import { foundMembers } from './found-members'

/** The members of a cluster with the version each runs; those that do not answer come without one. */
export async function readLiveMembers(client: EtcdClient, signal: AbortSignal): Promise<FoundMembers> {
  const { members, failure } = await askCluster(client, signal)
  if (failure) throw new FailureError(failure)
  return foundMembers(
    members.map((member) => ({
      ...member,
      // One that has never started has no name; its row is called by its id.
      name: isStarted(member) ? member.name : '',
      isLearner: member.role === 'learner',
      version: member.version ?? '',
    })),
  )
}
