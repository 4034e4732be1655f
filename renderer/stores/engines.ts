import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Engine, EngineInstallRow, EngineList } from '../../shared/contract/engines'
import { fail, toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'

/** The etcd programs of this machine, and the one installation that may run. */
export const useEnginesStore = defineStore('engines', () => {
  const list = shallowRef<EngineList>()
  const listFailure = shallowRef<Failure>()
  const progress = shallowRef<EngineInstallRow>()
  const failure = shallowRef<Failure>()
  let controller: AbortController | undefined

  const preferred = computed(() => list.value?.engines.find((each) => each.id === list.value?.defaultId))

  /** Looks again; the old list stays when that fails. */
  async function refresh(): Promise<void> {
    try {
      list.value = await client().engines.list()
      listFailure.value = undefined
    } catch (error) {
      listFailure.value = toFailure(error)
    }
  }

  /**
   * Gets an etcd into the app's own folder; `progress` tells how far it is, `failure` why it did not work.
   * @returns the engine, or undefined when it failed or was canceled
   */
  async function install(version?: string): Promise<Engine | undefined> {
    if (controller) return undefined
    const mine = (controller = new AbortController())
    failure.value = undefined
    progress.value = { phase: 'look-up', message: 'Looking for etcd…' }
    try {
      const open = (signal: AbortSignal) => client().engines.install({ version }, { signal })
      for await (const batch of pull(open, mine.signal)) progress.value = batch.at(-1) ?? progress.value
      if (mine.signal.aborted) return undefined
      if (!progress.value.engine) throw fail('internal', 'The installation ended without an engine.')
      await refresh()
      return progress.value.engine
    } catch (error) {
      const reason = toFailure(error)
      if (!mine.signal.aborted && reason.code !== 'canceled') failure.value = reason
      return undefined
    } finally {
      controller = undefined
      progress.value = undefined
    }
  }

  return {
    list,
    listFailure,
    progress,
    failure,
    preferred,
    refresh,
    install,
    /** Stops the installation; nothing half-made stays. */
    cancelInstall: () => controller?.abort(),
    forgetFailure: () => (failure.value = undefined),
  }
})
