import { join } from 'node:path'
import { z } from 'zod'
import { sampleSizes } from '../../shared/contract/sample'
import { JsonFile } from '../store/json-file'

const stored = z.object({
  clusterId: z.string(),
  size: z.literal(sampleSizes),
  written: z.number(),
})
export type StoredSample = z.infer<typeof stored>

const content = z.object({ samples: z.array(stored) })

/** Which local clusters have a sample registry. */
export const samplesFile = (home: string): JsonFile<z.infer<typeof content>> =>
  new JsonFile(join(home, 'samples.json'), (value) => content.parse(value ?? { samples: [] }))
