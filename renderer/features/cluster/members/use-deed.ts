import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { ClusterStatus, MemberRow } from '../../../../shared/contract/cluster'
import { useAsync, type Async } from '../../../composables/use-async'
import { useClusterStore } from '../../../stores/cluster'
import { useMemberActionsStore, type MemberDeed } from '../../../stores/member-actions'
import { notify } from '../../../ui/notify'

type Members = Pick<ClusterStatus, 'members'>

export interface Deed {
  readonly isOpen: Ref<boolean>
  /** The member as it is now; while it is not in the list any more, as it was when it was asked for. */
  readonly member: ComputedRef<MemberRow | undefined>
  readonly status: ComputedRef<Members>
  readonly work: Async<string, []>
  /** Does it; closes the dialog and tells the account when it is done. */
  run(): Promise<void>
}

/**
 * A dialog that does one thing to one member: opened by the store's `ask`, its member kept fresh. `work` resolves with
 * the account, a sentence. What was confirmed goes on when the dialog is closed, and its end is then told all the same.
 */
export function useDeed(
  connectionId: string,
  deed: MemberDeed,
  work: (member: MemberRow) => Promise<string>,
): Deed {
  const actions = useMemberActionsStore(connectionId)
  const cluster = useClusterStore(connectionId)
  const isOpen = ref(false)
  const asked = shallowRef<MemberRow>()
  const status = computed<Members>(() => cluster.status ?? { members: [] })
  const member = computed(() => status.value.members.find(({ id }) => id === asked.value?.id) ?? asked.value)
  const running = useAsync(async (_signal: AbortSignal) => {
    if (!member.value) throw new Error('no member was asked for')
    return work(member.value)
  })

  watch(
    () => actions.asked,
    (next) => {
      if (next?.deed !== deed || running.isLoading.value) return
      running.reset()
      asked.value = next.member
      isOpen.value = true
    },
  )

  async function run() {
    if (running.isLoading.value) return
    const account = await running.run()
    if (account !== undefined) {
      isOpen.value = false
      notify.success(account)
    } else if (!isOpen.value && running.failure.value) notify.failure(running.failure.value)
  }
  return { isOpen, member, status, work: running, run }
}
