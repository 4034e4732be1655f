import { join } from 'node:path'
import { z } from 'zod'
import { scheduleSettings, type SnapshotSchedule } from '../../shared/contract/schedule'
import { storedFailure } from '../store/stored-failure'
import { JsonFile } from '../store/json-file'

const stored = scheduleSettings.extend({
  connectionId: z.string().min(1),
  nextAt: z.number(),
  lastAt: z.number().optional(),
  made: z.array(z.string()),
  /** Where the one that is being saved goes: after a crash it is found in the library by it. */
  making: z.string().optional(),
  failures: z.int().min(0),
  failure: storedFailure.optional(),
})

/** A schedule as it is kept. */
export type StoredSchedule = z.infer<typeof stored>

const file = z.object({ schedules: z.array(stored) })

/** The schedules of a home. */
export const scheduleFile = (home: string): JsonFile<z.infer<typeof file>> =>
  new JsonFile(join(home, 'schedules.json'), (value) => file.parse(value ?? { schedules: [] }))

/** A kept schedule as the contract has it. */
export function toSchedule({ making: _, ...kept }: StoredSchedule, isRunning: boolean): SnapshotSchedule {
  return { ...kept, isRunning }
}
