import { join } from 'node:path'
import { z } from 'zod'
import { JsonFile } from '../store/json-file'

const stored = z.object({
  connectionId: z.string().min(1),
  /** Of its files, below `change-log`. */
  folder: z.uuid(),
  maxBytes: z.number(),
  isOn: z.boolean(),
  /** The connection's name, for when that is gone. */
  name: z.string(),
  isGone: z.boolean().default(false),
})

/** A change log as it is kept beside its files. */
export type StoredLog = z.infer<typeof stored>

const file = z.object({ logs: z.array(stored) })

/** Which connections of a home have a change log. */
export const logsFile = (home: string): JsonFile<z.infer<typeof file>> =>
  new JsonFile(join(home, 'change-logs.json'), (value) => file.parse(value ?? { logs: [] }))
