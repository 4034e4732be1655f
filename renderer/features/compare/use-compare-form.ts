import { computed, shallowRef } from 'vue'
import { textToBytes } from '../../../shared/etcd/key'
import { useCompareStore, type SideName, type TypedSide, type WantedSide } from '../../stores/compare'
import { readRevision } from '../history/read-revision'
import { anotherFile, sourceOf } from './use-compare-sources'

/** What is wrong with a side, by its field. */
export interface SideProblems {
  readonly source?: string
  readonly revision?: string
}

const anyRevision = { compactRevision: 0n, current: 2n ** 63n - 1n }
const noProblems: Readonly<Record<SideName, SideProblems>> = { left: {}, right: {} }

/** What is typed to compare two sources, and what is wrong with it, beside the side it is about. */
export function useCompareForm(connectionId: string) {
  const compare = useCompareStore(connectionId)
  const typedProblems = shallowRef(noProblems)

  /** What main says of a side belongs beside it. */
  const told = computed<Readonly<Record<SideName, SideProblems>>>(() => {
    if (compare.state.kind !== 'failed') return noProblems
    const { message, details } = compare.state.failure
    const side = details?.['side']
    if (side !== 'left' && side !== 'right') return noProblems
    const field = details?.['field'] === 'revision' ? 'revision' : 'source'
    return { ...noProblems, [side]: { [field]: message } }
  })

  function change(name: SideName, part: Partial<TypedSide>): void {
    compare.typed = { ...compare.typed, [name]: { ...compare.typed[name], ...part } }
    typedProblems.value = { ...typedProblems.value, [name]: {} }
    if (compare.state.kind === 'failed') compare.stop()
  }

  function read(name: SideName): WantedSide | SideProblems {
    const typed = compare.typed[name]
    const source = sourceOf(typed)
    const prefix = name === 'right' && typed.prefix === '' ? compare.typed.left.prefix : typed.prefix
    const revision = typed.revision.trim() === '' ? undefined : readRevision(typed.revision, anyRevision)
    const missing = typed.source === anotherFile ? 'Name the file.' : 'Choose what is compared.'
    if (!source || revision?.problem !== undefined)
      return { source: source ? undefined : missing, revision: revision?.problem }
    return {
      source,
      prefix: textToBytes(prefix),
      revision: revision && 'revision' in revision ? revision.revision : undefined,
    }
  }

  async function submit(at?: Uint8Array): Promise<void> {
    const [left, right] = [read('left'), read('right')]
    const problems = (side: WantedSide | SideProblems): SideProblems => ('prefix' in side ? {} : side)
    typedProblems.value = { left: problems(left), right: problems(right) }
    if ('prefix' in left && 'prefix' in right) await compare.compare({ left, right }, at)
  }

  return {
    change,
    problems: computed(() => ({
      left: { ...told.value.left, ...typedProblems.value.left },
      right: { ...told.value.right, ...typedProblems.value.right },
    })),
    /** One that is about no side. */
    failure: computed(() =>
      compare.state.kind === 'failed' && compare.state.failure.details?.['side'] === undefined
        ? compare.state.failure
        : undefined,
    ),
    isBusy: computed(() => compare.state.kind === 'loading'),
    submit,
    swap(): void {
      const { left, right } = compare.typed
      const prefix = right.prefix === '' ? left.prefix : right.prefix
      compare.stop()
      compare.typed = { left: { ...right, prefix }, right: left }
    },
  }
}
