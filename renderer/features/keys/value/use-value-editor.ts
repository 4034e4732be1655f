import { computed, shallowRef, watch } from 'vue'
import { equalBytes } from '../../../../shared/etcd/key'
import { useOpenKeyStore } from '../../../stores/open-key'
import type { ShownAs } from '../../../stores/open-key-state'
import { classifyValue, firstView, type StoredAs } from './classify-value'
import { languageOf, showValue, typedBytes, type TypedBytes, type ValueText } from './value-text'

const none = new Uint8Array()

/**
 * The open key's value as the editor shows it: which view, which text, whether it may be edited, and what typing
 * means for the draft. The bytes live in the store; here they become text and back.
 */
export function useValueEditor(connectionId: string) {
  const store = useOpenKeyStore(connectionId)
  const chosen = shallowRef<ShownAs>()
  const isWhole = shallowRef(false)
  watch(
    () => store.open?.id,
    () => {
      chosen.value = undefined
      isWhole.value = false
    },
  )

  const bytes = computed(() => store.open?.kv?.value ?? none)
  const storedAs = computed<StoredAs>(() => classifyValue(bytes.value))
  const shownAs = computed<ShownAs>(() => store.draft?.shownAs ?? chosen.value ?? firstView(storedAs.value))
  const shown = computed<ValueText>(() =>
    showValue(bytes.value, shownAs.value, isWhole.value || !!store.draft),
  )
  const text = computed(() => store.draft?.text ?? shown.value.text)
  const typed = computed<TypedBytes>(() =>
    store.draft
      ? typedBytes(store.draft.text, store.draft.shownAs, store.draft.base.value)
      : { bytes: bytes.value },
  )
  const canEdit = computed(() => !shown.value.readOnlyBecause && !shown.value.isPartial)
  const isGone = computed(() => store.open?.foreign?.kind === 'delete')

  function type(newText: string) {
    if (!canEdit.value || newText === text.value) return
    store.setDraft(newText === shown.value.text ? undefined : { shownAs: shownAs.value, text: newText })
  }

  /** Another view of the same bytes, typed ones included; undefined text means they cannot be shown so. */
  function choose(view: ShownAs | undefined) {
    if (!view || view === shownAs.value) return
    chosen.value = view
    const { draft } = store
    if (!draft || !typed.value.bytes) return
    const isSameText = view !== 'hex' && draft.shownAs !== 'hex'
    if (isSameText) store.setDraft({ shownAs: view, text: draft.text })
    else if (equalBytes(typed.value.bytes, draft.base.value)) store.setDraft(undefined)
    else store.setDraft({ shownAs: view, text: showValue(typed.value.bytes, view, true).text })
  }

  /** Views that can be chosen now: typed bytes must survive the change of view. */
  const views = computed<readonly ShownAs[]>(() => {
    const now = typed.value.bytes
    if (!now) return ['hex']
    const asText = showValue(now, 'text', true)
    const isTextLost = asText.readOnlyBecause !== undefined
    if (isTextLost && (store.draft || storedAs.value === 'bytes')) return ['hex']
    return ['text', 'json', 'yaml', 'hex']
  })

  return {
    store,
    bytes,
    storedAs,
    shownAs,
    shown,
    text,
    typed,
    canEdit,
    views,
    language: computed(() => languageOf(shownAs.value, text.value.length)),
    /** Names what the editor shows: another one starts afresh. */
    document: computed(() => `${store.open?.id ?? ''} ${shownAs.value === 'hex' ? 'hex' : 'text'}`),
    isDirty: computed(() => store.draft !== undefined),
    isGone,
    canSave: computed(
      () => canEdit.value && typed.value.bytes !== undefined && (store.draft !== undefined || isGone.value),
    ),
    type,
    choose,
    loadAll: () => (isWhole.value = true),
  }
}

export type ValueEditor = ReturnType<typeof useValueEditor>
