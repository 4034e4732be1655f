import { setImmediate } from 'node:timers/promises'
import { maxCountedKeys } from '../../shared/contract/panels'
import type { PanelLog } from './panel-log'

const busyMs = 8

interface Counts {
  puts: number
  deletes: number
}

/** Kept events before row `end` by kind, and the keys with the most of them, the most first. */
export async function countKeys(log: PanelLog, end: number) {
  const byKey = new Map<string, Counts>()
  const all: Counts = { puts: 0, deletes: 0 }
  let begun = performance.now()
  for (let row = log.table.first; row < end; row++) {
    const head = log.table.head(row)
    if (!head || head.kind === 'gap') continue
    const name = Buffer.from(head.key).toString('latin1')
    const counts = byKey.get(name) ?? { puts: 0, deletes: 0 }
    byKey.set(name, counts)
    const part = head.kind === 'put' ? 'puts' : 'deletes'
    counts[part] += 1
    all[part] += 1
    if (row % 256 !== 0 || performance.now() - begun < busyMs) continue
    await setImmediate()
    begun = performance.now()
  }
  const total = ({ puts, deletes }: Counts) => puts + deletes
  const keys = [...byKey]
    .sort(([a, is], [b, other]) => total(other) - total(is) || (a < b ? -1 : 1))
    .slice(0, maxCountedKeys)
    .map(([name, counts]) => ({ key: Uint8Array.from(Buffer.from(name, 'latin1')), ...counts }))
  return { ...all, keys }
}
