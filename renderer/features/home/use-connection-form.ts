import { computed, ref, watch, type Ref } from 'vue'
import type { ConnectionRow, TestResult } from '../../../shared/contract/connections'
import { useAsync } from '../../composables/use-async'
import { useConnectionsStore } from '../../stores/connections'
import { useFrameStore } from '../../stores/frame'
import { useSessionsStore } from '../../stores/sessions'
import { FailureError } from '../../../shared/failure'
import { fieldOf, formOf, passwordOf, profileOf, type ConnectionForm } from './connection-form'

/**
 * What the connection dialog does. The form lives as long as the dialog is open; the password goes no further than
 * the calls to main. Connect saves the profile first and then opens it: if opening fails, everything typed stays,
 * and the next Connect changes the saved profile instead of adding another.
 */
export function useConnectionForm(row: () => ConnectionRow | undefined, isOpen: Ref<boolean>) {
  const connections = useConnectionsStore()
  const sessions = useSessionsStore()
  const frame = useFrameStore()
  const form = ref(formOf())
  const savedId = ref<string>()

  const test = useAsync<TestResult, []>((signal) =>
    connections.test(profileOf(form.value), passwordOf(form.value), signal),
  )

  const save = useAsync(async (signal, andOpen: boolean) => {
    const profile = profileOf(form.value)
    const saved = savedId.value
      ? await connections.update(savedId.value, profile)
      : await connections.add(profile)
    savedId.value = saved.id
    if (andOpen && !signal.aborted) {
      const stop = () => sessions.cancel(saved.id)
      signal.addEventListener('abort', stop, { once: true })
      const failure = await sessions.open(saved.id, passwordOf(form.value))
      if (failure) throw new FailureError(failure)
      frame.openTab(saved.id)
    }
    if (!signal.aborted) isOpen.value = false
  })

  watch(
    isOpen,
    (open) => {
      test.reset()
      save.reset()
      form.value = formOf(open ? row() : undefined)
      savedId.value = open ? row()?.id : undefined
    },
    { immediate: true },
  )
  // What was found out is about what was typed then.
  watch(
    form,
    () => {
      test.reset()
      if (!save.isLoading.value) save.reset()
    },
    // At once: a press that follows must not be undone by it.
    { deep: true, flush: 'sync' },
  )

  const failure = computed(() => save.failure.value ?? test.failure.value)
  const field = computed(() => fieldOf(failure.value))

  return {
    form,
    isTesting: test.isLoading,
    isSaving: save.isLoading,
    /** What the last test found. */
    found: test.value,
    /** The failure's sentence if it belongs beside that field. */
    errorOf: (name: keyof ConnectionForm) => (field.value === name ? failure.value?.message : undefined),
    /** The failure if it belongs to no field. */
    looseFailure: computed(() => (field.value === undefined ? failure.value : undefined)),
    /** True when the profile is in the list although opening it failed. */
    isKept: computed(
      () => row() === undefined && savedId.value !== undefined && save.failure.value !== undefined,
    ),
    runTest() {
      save.reset()
      void test.run()
    },
    runSave(andOpen: boolean) {
      test.reset()
      void save.run(andOpen)
    },
    cancel() {
      test.cancel()
      save.cancel()
    },
  }
}
