import { join } from 'node:path'
import { z } from 'zod'
import { panelCondition, panelSpec, type Panel } from '../../shared/contract/panels'
import { rangeOf, type KeyRange } from '../../shared/etcd/range'
import { JsonFile } from '../store/json-file'

const base64 = z.string().transform((text) => Uint8Array.from(Buffer.from(text, 'base64')))
const decimal = z.string().regex(/^\d+$/).transform(BigInt)

const stored = z.object({
  id: z.uuid(),
  connectionId: z.string().min(1),
  spec: panelSpec.extend({ key: base64, rangeEnd: base64.optional(), startRevision: decimal.optional() }),
  condition: panelCondition.optional(),
  startedAt: decimal,
  clearedTo: z.number(),
  pausedAt: z.number().optional(),
})

/** What is kept of a panel beside its events. */
export interface PanelDefinition extends Panel {
  /** The first revision of interest. */
  readonly startedAt: bigint
  /** Rows before this were cleared. */
  readonly clearedTo: number
  /** Set while it is paused: the first row that is held. */
  readonly pausedAt?: number
}

const file = z.object({ panels: z.array(stored) })

const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

function toStored({ spec, startedAt, ...rest }: PanelDefinition) {
  const { key, rangeEnd, startRevision, ...more } = spec
  return {
    ...rest,
    startedAt: String(startedAt),
    spec: {
      ...more,
      key: toBase64(key),
      rangeEnd: rangeEnd && toBase64(rangeEnd),
      startRevision: startRevision === undefined ? undefined : String(startRevision),
    },
  }
}

/** The panels of a home, in their order: one small file, written whole. */
export class PanelStore {
  rows: readonly PanelDefinition[] = []
  readonly #file: JsonFile<unknown>

  constructor(home: string) {
    this.#file = new JsonFile<unknown>(join(home, 'panels.json'), (value) => {
      const read = value ?? { panels: [] }
      file.parse(read)
      return read
    })
  }

  /** Fails with `corrupt` for a file that cannot be read; it is left as it is. */
  async load(): Promise<void> {
    this.rows = file.parse(await this.#file.read()).panels
  }

  /** Replaces the list; resolves when it is on disk. */
  async set(rows: readonly PanelDefinition[]): Promise<void> {
    this.rows = rows
    await this.#file.write({ panels: rows.map(toStored) })
  }
}

/** What a panel watches, as etcd wants it. */
export function rangeOfPanel({ kind, key, rangeEnd }: Panel['spec']): KeyRange {
  switch (kind) {
    case 'key':
      return { key }
    case 'prefix':
      return rangeOf(key)
    case 'range':
      return { key: key.length === 0 ? Uint8Array.of(0) : key, rangeEnd: rangeEnd ?? Uint8Array.of(0) }
  }
}
