import { computed, shallowRef, watch, type ShallowRef } from 'vue'
import type { DiagnosisReport } from '../../shared/contract/diagnosis'
import { client } from '../client'
import { follow, type Followed } from './follow'
import { perConnection } from './per-connection'

/** What is wrong with a connection's cluster, about once a second while somebody looks; the last report stays. */
export const useDiagnosisStore = perConnection('diagnosis', (connectionId) => {
  const looked = shallowRef<Readonly<ShallowRef<Followed<DiagnosisReport>>>>()
  const report = shallowRef<DiagnosisReport>()
  watch(
    () => looked.value?.value.value,
    (next) => (report.value = next ?? report.value),
  )
  const failure = computed(() => looked.value?.value.failure)

  /** Has the cluster diagnosed until the signal is aborted. */
  function look(until: AbortSignal) {
    looked.value = follow((inner) => client().diagnosis.watch({ connectionId }, { signal: inner }), until)
  }
  return { report, failure, look }
})
