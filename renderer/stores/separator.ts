import { computed } from 'vue'
import { maxSeparatorBytes, usualSeparator } from '../../shared/contract/tree'
import { concatBytes, textToBytes } from '../../shared/etcd/key'
import { useViewStateStore } from './view-state'

/** What is wrong with a text as a separator; nothing for the empty one, which stands for a flat list. */
export function separatorProblem(text: string): string | undefined {
  const { length } = textToBytes(text)
  return length > maxSeparatorBytes
    ? `These are ${length} bytes; a separator has at most ${maxSeparatorBytes}.`
    : undefined
}

const isSeparator = (value: unknown): value is string =>
  typeof value === 'string' && separatorProblem(value) === undefined

/**
 * What splits the keys of a connection into folders, as it was chosen for it: `/` until then. As text it is written as
 * keys are (`\xNN` is one byte); empty: all keys are one flat list.
 */
export function connectionSeparator(connectionId: string) {
  const state = useViewStateStore().use<string>(`keys/separator/${connectionId}`, usualSeparator, isSeparator)
  const bytes = computed(() => textToBytes(state.value.value))
  return {
    text: state.value,
    bytes,
    loaded: state.loaded,
    set: (text: string) => state.save(text),
    /** What every key below a folder begins with. */
    prefixOf: (folder: Uint8Array) => concatBytes(folder, bytes.value),
  }
}
