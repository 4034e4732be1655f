import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'
import { connectionId } from './fields'

/** How often a connection's snapshot is saved, and how many of them are kept. */
export const scheduleSettings = z.object({
  /** From 1 to 720. */
  everyHours: z
    .int('Whole hours, please.')
    .min(1, 'At least every hour.')
    .max(720, 'At least every 30 days.'),
  /** From 1 to 1,000. */
  keep: z.int('A whole number, please.').min(1, 'At least one is kept.').max(1_000, 'At most 1,000.'),
})
export type ScheduleSettings = z.infer<typeof scheduleSettings>

/** A connection's schedule and how it stands. */
export interface SnapshotSchedule extends ScheduleSettings {
  readonly connectionId: string
  readonly isRunning: boolean
  /** Unix time in ms of the next snapshot; of the next try where the last one failed. */
  readonly nextAt: number
  /** Unix time in ms of the last snapshot that was saved. */
  readonly lastAt?: number
  /** Ids of the snapshots it saved that are still in the library, newest first. Only these are ever removed by it. */
  readonly made: readonly string[]
  /** Tries that failed since the last one that did not, and why the last one did. */
  readonly failures: number
  readonly failure?: Failure
}

/**
 * Snapshots saved by themselves while the app runs, whether the connection is open or not (one with a password only while it
 * is open: passwords are not kept). Each is verified as it is saved, and all that are kept are read anew with each. A time
 * that was missed (the app was closed, the machine slept) is made up for soon. What fails is tried again, after half a minute
 * at first and an hour at most.
 *
 * - `follow`: all schedules now, and at each change.
 * - `set`: turns a connection's schedule on, or changes it; the first snapshot is saved at once. `invalid` for a snapshot file.
 * - `remove`: turns it off; what it saved stays.
 * - `runNow`: does not wait for the time. `notFound` without a schedule.
 */
export const scheduleContract = {
  follow: oc.output(pulled<readonly SnapshotSchedule[]>()),
  set: oc.input(scheduleSettings.extend({ connectionId })).output(type<void>()),
  remove: oc.input(z.object({ connectionId })).output(type<void>()),
  runNow: oc.input(z.object({ connectionId })).output(type<void>()),
}
