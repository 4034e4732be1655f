import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { ScheduleSettings, SnapshotSchedule } from '../../shared/contract/schedule'
import { client } from '../client'
import { follow } from './follow'

/** The schedules of all connections. */
export const useSchedulesStore = defineStore('schedules', () => {
  const list = follow(
    (signal) => client().schedule.follow(undefined, { signal }),
    new AbortController().signal,
  )
  const rows = computed<readonly SnapshotSchedule[]>(() => list.value.value ?? [])
  return {
    list,
    of: (connectionId: string) => rows.value.find((row) => row.connectionId === connectionId),
    /** Turns it on or changes it; throws the failure, as the others do. */
    set: (connectionId: string, settings: ScheduleSettings) =>
      client().schedule.set({ connectionId, ...settings }),
    remove: (connectionId: string) => client().schedule.remove({ connectionId }),
    runNow: (connectionId: string) => client().schedule.runNow({ connectionId }),
  }
})
