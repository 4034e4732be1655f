import { computed, shallowRef, watch } from 'vue'
import { equalBytes } from '../../../../shared/etcd/key'
import { useOpenKeyStore } from '../../../stores/open-key'
import type { ShownAs } from '../../../stores/open-key-state'
import { formatJson, jsonProblem } from './json-text'
import { useValueView } from './use-value-view'
import { fileView, forReading, groupOf, typedDecoded, viewsFor } from './value-views'
import { languageOf, showValue, typedBytes, type TypedBytes } from './value-text'
import { useViewMemory } from './view-memory'

const none = new Uint8Array()

/**
 * The open key's value as the editor shows it: which view, which text, whether it may be edited, and what typing
 * means for the draft. The bytes live in the store; here they become text and back. What cannot be edited is laid out
 * for reading.
 */
export function useValueEditor(connectionId: string, isReadOnly: () => boolean) {
  const store = useOpenKeyStore(connectionId)
  const memory = useViewMemory(connectionId)
  const chosen = shallowRef<ShownAs>()
  const isWhole = shallowRef(false)
  const showsSecrets = shallowRef(false)
  watch(
    () => store.open?.id,
    () => {
      chosen.value = undefined
      isWhole.value = false
      showsSecrets.value = false
    },
  )

  const bytes = computed(() => store.open?.kv?.value ?? none)
  const { unwrapped, storedAs, shownAs, shown } = useValueView({
    bytes: () => bytes.value,
    chosen: () => store.draft?.shownAs ?? chosen.value,
    recalled: () => store.open && memory.recall(store.open.key),
    isWhole: () => isWhole.value || !!store.draft,
    unwrap: () => ({ modRevision: store.open?.kv?.modRevision, showsSecrets: showsSecrets.value }),
  })
  const canEdit = computed(() => !isReadOnly() && !shown.value.readOnlyBecause && !shown.value.isPartial)
  const text = computed(
    () => store.draft?.text ?? (canEdit.value ? shown.value.text : forReading(shown.value)),
  )
  const typed = computed<TypedBytes>(() => {
    if (!store.draft) return { bytes: bytes.value }
    const { text: now, shownAs: view, base } = store.draft
    return view === 'decoded' ? typedDecoded(now, unwrapped.value) : typedBytes(now, view, base.value)
  })
  const isGone = computed(() => store.open?.foreign?.kind === 'delete')
  const invalidJson = computed(() =>
    shown.value.view === 'json' && !shown.value.isPartial ? jsonProblem(text.value) : undefined,
  )
  const canSaveAsText = computed(
    () => canEdit.value && typed.value.bytes !== undefined && (store.draft !== undefined || isGone.value),
  )

  function type(newText: string) {
    if (!canEdit.value || newText === text.value) return
    store.setDraft(newText === shown.value.text ? undefined : { shownAs: shownAs.value, text: newText })
  }

  /** Another view of the same bytes, typed ones included; the folder keeps it unless it was not the person's choice. */
  function choose(view: ShownAs | undefined, { isKept = true } = {}) {
    if (!view || view === shownAs.value) return
    chosen.value = view
    if (store.open && isKept) memory.remember(store.open.key, view)
    const { draft } = store
    if (!draft || !typed.value.bytes) return
    if (groupOf(view) === 'text' && groupOf(draft.shownAs) === 'text')
      store.setDraft({ shownAs: view, text: draft.text })
    else if (equalBytes(typed.value.bytes, draft.base.value)) store.setDraft(undefined)
    else if (view !== 'decoded')
      store.setDraft({ shownAs: view, text: showValue(typed.value.bytes, view, true).text })
  }

  /** Other bytes in place of the value, not saved yet: as text where that is exact, else as hex. */
  function replace(newBytes: Uint8Array) {
    const base = store.draft?.base.value ?? bytes.value
    if (equalBytes(newBytes, base)) return store.setDraft(undefined)
    const view = fileView(newBytes, base, shownAs.value)
    store.setDraft({ shownAs: view, text: showValue(newBytes, view, true).text })
  }

  /** Views that can be chosen now: typed bytes must survive the change of view. */
  const views = computed(() =>
    viewsFor({
      bytes: typed.value.bytes,
      shownAs: shownAs.value,
      isDirty: store.draft !== undefined,
      isWrapped: unwrapped.value !== undefined,
    }),
  )
  const formatted = () => formatJson(text.value, shown.value.eol)

  return {
    store,
    bytes,
    unwrapped,
    storedAs,
    shownAs,
    shown,
    text,
    typed,
    canEdit,
    views,
    language: computed(() => languageOf(shown.value.view, text.value.length)),
    /** Names what the editor shows: another one starts afresh. */
    document: computed(() => `${store.open?.id ?? ''} ${groupOf(shownAs.value)}`),
    isDirty: computed(() => store.draft !== undefined),
    isGone,
    /** What is wrong with what is shown as JSON; typed over, it is saved only as text. */
    invalidJson,
    canSaveAsText,
    canSave: computed(() => canSaveAsText.value && !(store.draft && invalidJson.value)),
    canFormat: computed(() => canEdit.value && shown.value.view === 'json' && !invalidJson.value),
    type,
    choose,
    replace,
    /** Lays typed or stored JSON out over lines; nothing happens to what is none. */
    format: () => type(formatted() ?? text.value),
    loadAll: () => (isWhole.value = true),
    /** Shows what is masked, until another key is opened. */
    showSecrets: () => (showsSecrets.value = true),
  }
}

export type ValueEditor = ReturnType<typeof useValueEditor>
