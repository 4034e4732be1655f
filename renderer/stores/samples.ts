import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { SampleSize, SampleState } from '../../shared/contract/sample'
import { client } from '../client'
import { follow } from './follow'

/** The sample registries of local clusters. How filling one goes, and why it failed, is in its state. */
export const useSamplesStore = defineStore('samples', () => {
  const list = follow((signal) => client().sample.watch(undefined, { signal }), new AbortController().signal)
  const rows = computed<readonly SampleState[]>(() => list.value.value ?? [])
  const filling = new Map<string, AbortController>()

  /** Resolves when it is filled, was canceled or failed. */
  async function fill(clusterId: string, size: SampleSize): Promise<void> {
    const controller = new AbortController()
    filling.set(clusterId, controller)
    await client()
      .sample.fill({ clusterId, size }, { signal: controller.signal })
      .catch(() => {})
    if (filling.get(clusterId) === controller) filling.delete(clusterId)
  }

  return {
    of: (clusterId: string) => rows.value.find((each) => each.clusterId === clusterId),
    fill,
    /** What is written stays. */
    cancel: (clusterId: string) => filling.get(clusterId)?.abort(),
    setLife: (clusterId: string, isAlive: boolean) => client().sample.setLife({ clusterId, isAlive }),
  }
})
