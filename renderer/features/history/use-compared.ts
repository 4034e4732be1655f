import { computed, watch } from 'vue'
import { bytesToText } from '../../../shared/etcd/key'
import { fail } from '../../../shared/failure'
import { useAsync } from '../../composables/use-async'
import { useHistoryStore } from '../../stores/history'
import { useOpenKeyStore } from '../../stores/open-key'
import type { Draft } from '../../stores/open-key-state'
import { unwrapValue } from '../keys/value/unwrap-value'
import { typedBytes, type TypedBytes } from '../keys/value/value-text'
import { typedDecoded } from '../keys/value/value-views'
import { rowOf, sidesOf, type Side, type Sides } from './compared-sides'
import { lookInside, type Inside } from './compare-values'

/** The two values as they were read. A side is `isGone` when it was compacted before it was ever read. */
export interface Compared {
  readonly inside: Inside
  readonly isGone: { readonly before: boolean; readonly after: boolean }
}

/** The chosen revision and what it is compared with: which two, and their values once they are read. */
export function useCompared(connectionId: string) {
  const history = useHistoryStore(connectionId)
  const openKey = useOpenKeyStore(connectionId)
  const draft = computed(() => (history.key ? openKey.drafts.get(bytesToText(history.key)) : undefined))
  const sides = computed(() => {
    const { chosenIndex: index, against, compactRevision } = history
    return sidesOf(history.list, { index, against, compactRevision })
  })

  async function read(key: Uint8Array, side: Side, signal: AbortSignal): Promise<Uint8Array | undefined> {
    if (side.kind === 'typed') return draft.value && readDraft(draft.value, signal)
    if (side.kind !== 'version') return undefined
    const { row, at } = side
    return (await history.readVersion({ key, revision: row.revision, at }, signal))?.value
  }

  const work = useAsync(async (signal: AbortSignal, key: Uint8Array, both: Sides): Promise<Compared> => {
    const [before, after] = await Promise.all([read(key, both.before, signal), read(key, both.after, signal)])
    const isGone = (side: Side, value: Uint8Array | undefined) =>
      side.kind === 'unseen' || (side.kind === 'version' && value === undefined)
    return {
      inside: await lookInside({ before, after }, signal),
      isGone: { before: isGone(both.before, before), after: isGone(both.after, after) },
    }
  })

  function start() {
    if (history.key && sides.value) void work.run(history.key, sides.value)
    else work.reset()
  }
  const idOf = (side: Side | undefined) => side && `${side.kind} ${rowOf(side)?.revision ?? ''}`
  const isTyped = () => history.against.kind === 'typed'
  watch(
    [
      () => history.key,
      () => idOf(sides.value?.before),
      () => idOf(sides.value?.after),
      () => (isTyped() ? draft.value : undefined),
    ],
    start,
    { immediate: true },
  )
  // What was typed may be saved or dropped meanwhile.
  watch(draft, (now) => {
    if (!now && isTyped()) history.compareWith({ kind: 'before' })
  })

  return { sides, draft, work, retry: start }
}

async function readDraft(draft: Draft, signal: AbortSignal): Promise<Uint8Array> {
  const typed = await toBytes(draft, signal)
  if (typed.bytes) return typed.bytes
  throw fail('invalid', `What is typed cannot be compared: ${typed.problem}`)
}

async function toBytes({ text, shownAs, base }: Draft, signal: AbortSignal): Promise<TypedBytes> {
  if (shownAs === 'decoded') return typedDecoded(text, await unwrapValue(base.value, signal))
  return typedBytes(text, shownAs, base.value)
}
