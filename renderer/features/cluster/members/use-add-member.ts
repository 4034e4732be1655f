import { computed, ref } from 'vue'
import { checkPeerUrls, splitUrls } from '../../../../shared/etcd/peer-urls'
import { supports } from '../../../../shared/etcd/version'
import { toFailure } from '../../../../shared/failure'
import { useClusterStore } from '../../../stores/cluster'

/** What is typed to add a member, and what is wrong with it. Nothing is told wrong before something was typed. */
export function useAddMember(connectionId: string) {
  const cluster = useClusterStore(connectionId)
  const members = computed(() => cluster.status?.members ?? [])
  const name = ref('')
  const urlText = ref('')
  const role = ref<'learner' | 'voter'>('learner')
  const urls = computed(() => splitUrls(urlText.value))
  // A member that does not tell its version is no reason to refuse: etcd will say.
  const canLearn = computed(() =>
    members.value.every(({ version }) => version === undefined || supports(version, 'learners')),
  )
  const nameProblem = computed(() => {
    const typed = name.value.trim()
    if (typed === '') return undefined
    if (/[=,\s]/.test(typed)) return 'A member name has no space, comma or equals sign.'
    return members.value.some((each) => each.name === typed)
      ? `There is a member ${typed} already.`
      : undefined
  })
  const urlProblem = computed(() => {
    if (urls.value.length === 0) return undefined
    try {
      checkPeerUrls(urls.value, members.value)
      return undefined
    } catch (error) {
      return toFailure(error).message
    }
  })
  return {
    name,
    urlText,
    role,
    urls,
    canLearn,
    nameProblem,
    urlProblem,
    isLearner: computed(() => canLearn.value && role.value === 'learner'),
    isComplete: computed(
      () => name.value.trim() !== '' && urls.value.length > 0 && !nameProblem.value && !urlProblem.value,
    ),
    clear() {
      name.value = ''
      urlText.value = ''
      role.value = 'learner'
    },
  }
}
