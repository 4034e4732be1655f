import { computed, ref, watch, type ComputedRef } from 'vue'
import type { RunbookSource } from '../../../../shared/contract/runbook'
import type { RunbookInput, RunbookProblem } from '../../../../shared/restore-runbook/input'
import { planRunbook } from '../../../../shared/restore-runbook/plan'
import { toMarkdown } from '../../../../shared/restore-runbook/to-markdown'
import { toScript } from '../../../../shared/restore-runbook/to-script'
import { toText } from '../../../../shared/restore-runbook/to-text'
import { writeRunbook } from '../../../../shared/restore-runbook/write-runbook'
import { useAsync } from '../../../composables/use-async'
import { useRunbookStore } from '../../../stores/runbook'

export interface RunbookText {
  readonly id: string
  readonly label: string
  readonly text: string
}

/**
 * The runbook as it is now: text, Markdown and a script a member, with the hash the members are to have as soon as it is
 * known. Empty while something is wrong.
 */
export function useRunbookTexts(
  source: RunbookSource,
  typed: ComputedRef<RunbookInput>,
  problems: ComputedRef<readonly RunbookProblem[]>,
) {
  const hash = useAsync((signal: AbortSignal, bumpBy: bigint | undefined) =>
    useRunbookStore().expectedHash(source, bumpBy, signal),
  )
  const bump = computed(() => {
    if (problems.value.some(({ field }) => field === 'bumpBy')) return 'unknown'
    return typed.value.bumpBy.trim()
  })
  const isComputing = ref(false)
  // The file is read for it: not for every digit that is typed.
  watch(
    bump,
    (value, _, onCleanup) => {
      hash.reset()
      isComputing.value = value !== 'unknown'
      if (value === 'unknown') return
      const timer = setTimeout(async () => {
        await hash.run(value === '' ? undefined : BigInt(value))
        // Another that was begun meanwhile is still under way.
        if (!hash.isLoading.value) isComputing.value = false
      }, 300)
      onCleanup(() => clearTimeout(timer))
    },
    { immediate: true },
  )
  const input = computed<RunbookInput>(() => ({ ...typed.value, expected: hash.value.value }))

  const texts = computed<readonly RunbookText[]>(() => {
    if (problems.value.length > 0) return []
    const plan = planRunbook(input.value)
    const runbook = writeRunbook(plan)
    return [
      { id: 'text', label: 'Text', text: toText(runbook) },
      { id: 'markdown', label: 'Markdown', text: toMarkdown(runbook) },
      ...plan.members.map((member, at) => ({
        ...{ id: `script-${at}`, label: member.scriptName, text: toScript(plan, member) },
      })),
    ]
  })
  const chosen = ref('text')
  const shown = computed(() => texts.value.find(({ id }) => id === chosen.value) ?? texts.value[0])
  return { hash, isComputing, input, texts, chosen, shown }
}
