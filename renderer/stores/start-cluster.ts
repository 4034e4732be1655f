import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { NewLocalCluster } from '../../shared/contract/local'
import type { SampleSize } from '../../shared/contract/sample'
import { toFailure, type Failure } from '../../shared/failure'
import { useEnginesStore } from './engines'
import { openCluster } from './open-cluster'
import { useLocalClustersStore } from './local-clusters'
import { useSamplesStore } from './samples'

/** What was asked for; `sample`: a registry of so many objects is written as soon as it runs. */
type Asked = NewLocalCluster & { readonly sample?: SampleSize }

/** From "Start" to the open tab: maybe an engine is to be installed first, then the members come up. */
export type Starting =
  | { readonly kind: 'idle' }
  | { readonly kind: 'offering'; readonly input: Asked }
  | { readonly kind: 'installing'; readonly input: Asked }
  | { readonly kind: 'starting'; readonly input: Asked; readonly known: ReadonlySet<string> }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** The one new cluster that is being made. It goes on while another screen is in front, and opens its tab when ready. */
export const useStartClusterStore = defineStore('start-cluster', () => {
  const clusters = useLocalClustersStore()
  const engines = useEnginesStore()
  const samples = useSamplesStore()
  const state = shallowRef<Starting>({ kind: 'idle' })
  let controller: AbortController | undefined

  /** True for the cluster that is coming up because it was asked for here. */
  const makes = (clusterId: string) => state.value.kind === 'starting' && !state.value.known.has(clusterId)

  /** What the members that come up are waiting for, in main's words. */
  const message = computed(() => {
    if (state.value.kind !== 'starting') return undefined
    const { input } = state.value
    const row = clusters.rows.find((each) => makes(each.id))
    return row?.message ?? `Starting ${input.members === 1 ? 'one member' : `${input.members} members`}…`
  })

  async function create(input: Asked) {
    const { sample, ...cluster } = input
    controller = new AbortController()
    state.value = { kind: 'starting', input, known: new Set(clusters.rows.map((each) => each.id)) }
    try {
      const { id } = await clusters.create(cluster, controller.signal)
      state.value = { kind: 'idle' }
      if (sample !== undefined) void samples.fill(id, sample)
      openCluster(id)
    } catch (error) {
      const failure = toFailure(error)
      state.value = failure.code === 'canceled' ? { kind: 'idle' } : { kind: 'failed', failure }
    }
  }

  /** Starts a new cluster, or offers to install an engine when this machine has none. */
  async function start(cluster: NewLocalCluster, sample?: SampleSize) {
    const input: Asked = { ...cluster, sample }
    await engines.refresh()
    if (engines.list && engines.list.engines.length === 0) {
      engines.forgetFailure()
      state.value = { kind: 'offering', input }
    } else await create(input)
  }

  /** Takes up the offer: installs, then starts what was asked for. Its failure stays with the engines store. */
  async function install(version: string | undefined) {
    if (state.value.kind !== 'offering') return
    const { input } = state.value
    state.value = { kind: 'installing', input }
    const engine = await engines.install(version)
    if (engine) await create(input)
    else state.value = engines.failure ? { kind: 'offering', input } : { kind: 'idle' }
  }

  function cancel() {
    engines.cancelInstall()
    controller?.abort()
    state.value = { kind: 'idle' }
  }

  return { state, message, makes, start, install, cancel }
})
