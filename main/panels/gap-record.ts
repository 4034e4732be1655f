import type { PanelGap } from '../../shared/contract/panels'
import type { PanelRecord } from './record'

const nothing = new Uint8Array()

interface GapText {
  readonly isListed: boolean
  readonly counts: PanelGap['counts']
  readonly keys: readonly { readonly key: string; readonly kind: PanelGap['keys'][number]['kind'] }[]
}

/** A gap as a panel's file has it. */
export function gapRecord({ from, to, isListed, counts, keys }: PanelGap): PanelRecord {
  const text: GapText = {
    isListed,
    counts,
    keys: keys.map(({ key, kind }) => ({ key: Buffer.from(key).toString('base64'), kind })),
  }
  const value = Buffer.from(JSON.stringify(text))
  return {
    kind: 'gap',
    kv: { key: nothing, value, createRevision: from, modRevision: to, version: 0n, lease: 0n },
    receivedMs: Date.now(),
    isFirstOfRevision: true,
    meetsCondition: false,
  }
}

/** The inverse of {@link gapRecord}. */
export function readGap({ kv }: PanelRecord): PanelGap {
  const { keys, ...rest } = JSON.parse(Buffer.from(kv.value).toString()) as GapText
  return {
    from: kv.createRevision,
    to: kv.modRevision,
    ...rest,
    keys: keys.map(({ key, kind }) => ({ key: Uint8Array.from(Buffer.from(key, 'base64')), kind })),
  }
}
