import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { OnExit } from '../../shared/contract/local'
import { toFailure, type Failure } from '../../shared/failure'
import { useLocalClustersStore } from './local-clusters'
import { openCluster } from './open-cluster'

/** One action on a cluster or on one of its members, while it runs or after it failed. */
export interface ClusterAction {
  readonly what: 'start' | 'stop' | 'remove' | 'kill' | 'pause' | 'resume' | 'restart' | 'wipe' | 'setOnExit'
  readonly isBusy: boolean
  readonly failure?: Failure
}

/** Identifies a member among all clusters, for {@link useClusterActionsStore}. */
export const memberKey = (clusterId: string, member: string) => `${clusterId}/${member}`

/** What is being done to local clusters and members; kept here so that it outlives the screen that began it. */
export const useClusterActionsStore = defineStore('cluster-actions', () => {
  const clusters = useLocalClustersStore()
  const actions = shallowRef<ReadonlyMap<string, ClusterAction>>(new Map())
  const controllers = new Map<string, AbortController>()

  function put(key: string, action: ClusterAction | undefined) {
    const next = new Map(actions.value)
    if (action) next.set(key, action)
    else next.delete(key)
    actions.value = next
  }

  /** Runs one action for a key; false when it failed or was canceled, and the failure is then in `of(key)`. */
  async function run(
    key: string,
    what: ClusterAction['what'],
    work: (signal: AbortSignal) => Promise<unknown>,
  ) {
    const controller = new AbortController()
    controllers.set(key, controller)
    put(key, { what, isBusy: true })
    try {
      await work(controller.signal)
      if (controllers.get(key) === controller) put(key, undefined)
      return true
    } catch (error) {
      const failure = toFailure(error)
      if (controllers.get(key) === controller)
        put(key, failure.code === 'canceled' ? undefined : { what, isBusy: false, failure })
      return false
    }
  }

  return {
    actions,
    of: (key: string) => actions.value.get(key),
    cancel: (key: string) => controllers.get(key)?.abort(),
    forget: (key: string) => put(key, undefined),
    /** Starts every member that does not run; when all are well, opens the cluster's tab. */
    start: async (id: string) => {
      if (await run(id, 'start', (signal) => clusters.start(id, signal))) openCluster(id)
    },
    stop: (id: string) => run(id, 'stop', () => clusters.stop(id)),
    remove: (id: string, typed: string) => run(id, 'remove', () => clusters.remove(id, typed)),
    setOnExit: (id: string, onExit: OnExit) => run(id, 'setOnExit', () => clusters.setOnExit(id, onExit)),
    startMember: (id: string, member: string) =>
      run(memberKey(id, member), 'start', () => clusters.startMember(id, member)),
    stopMember: (id: string, member: string) =>
      run(memberKey(id, member), 'stop', () => clusters.stopMember(id, member)),
    killMember: (id: string, member: string) =>
      run(memberKey(id, member), 'kill', () => clusters.killMember(id, member)),
    pauseMember: (id: string, member: string) =>
      run(memberKey(id, member), 'pause', () => clusters.pauseMember(id, member)),
    resumeMember: (id: string, member: string) =>
      run(memberKey(id, member), 'resume', () => clusters.resumeMember(id, member)),
    restartMember: (id: string, member: string, engineId?: string) =>
      run(memberKey(id, member), 'restart', () => clusters.restartMember(id, member, engineId)),
    wipeMember: (id: string, member: string) =>
      run(memberKey(id, member), 'wipe', () => clusters.wipeMember(id, member)),
  }
})
