import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { LinkKind, LocalCluster, NewLocalCluster, OnExit } from '../../shared/contract/local'
import { client } from '../client'
import { follow } from './follow'

/** The clusters of real etcd on this machine, newest from main. Actions throw what main says (`toFailure`). */
export const useLocalClustersStore = defineStore('local-clusters', () => {
  const list = follow((signal) => client().local.watch(undefined, { signal }), new AbortController().signal)
  const rows = computed<readonly LocalCluster[]>(() => list.value.value ?? [])

  return {
    list,
    rows,
    byId: (id: string) => rows.value.find((row) => row.id === id),
    /** Resolves when every member is healthy and one leads; aborting stops what was begun. */
    create: (input: NewLocalCluster, signal: AbortSignal) => client().local.create(input, { signal }),
    start: (id: string, signal: AbortSignal) => client().local.start({ id }, { signal }),
    stop: (id: string) => client().local.stop({ id }),
    remove: (id: string, confirmName: string) => client().local.remove({ id, confirmName }),
    startMember: (id: string, member: string) => client().local.startMember({ id, member }),
    stopMember: (id: string, member: string) => client().local.stopMember({ id, member }),
    killMember: (id: string, member: string) => client().local.killMember({ id, member }),
    pauseMember: (id: string, member: string) => client().local.pauseMember({ id, member }),
    resumeMember: (id: string, member: string) => client().local.resumeMember({ id, member }),
    /** On its data, under the etcd `engineId` if it is given. */
    restartMember: (id: string, member: string, engineId?: string) =>
      client().local.restartMember({ id, member, engineId }),
    wipeMember: (id: string, member: string) => client().local.wipeMember({ id, member }),
    /** Resolves when the new member answers; aborting takes it out again. */
    addMember: (id: string, options: { asLearner: boolean; engineId?: string }, signal?: AbortSignal) =>
      client().local.addMember({ id, ...options }, { signal }),
    removeMember: (id: string, member: string, deleteData: boolean) =>
      client().local.removeMember({ id, member, deleteData }),
    /** For both directions. */
    setLink: (id: string, link: { from: string; to: string; kind: LinkKind; delayMs?: number }) =>
      client().local.setLink({ id, ...link }),
    setOnExit: (id: string, onExit: OnExit) => client().local.setOnExit({ id, onExit }),
  }
})
