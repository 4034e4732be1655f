import { computed, shallowRef, watch, type Ref } from 'vue'
import type { SnapshotProgress } from '../../../../shared/contract/snapshot'
import { usualBump } from '../../../../shared/etcd/restore-tool'
import { useOnExitDefault } from '../../../composables/on-exit'
import { useAsync } from '../../../composables/use-async'
import { useEnginesStore } from '../../../stores/engines'
import { useRestoresStore } from '../../../stores/restores'
import { commandsOf, plannedCommands } from './restore-command'

const counts = { '1': 1, '3': 3, '5': 5 } as const

/** What the dialog of a restore into a new local cluster knows: the file, the choices, and how it goes. */
export function useRestoreLocal(path: string, isOpen: Ref<boolean>) {
  const restores = useRestoresStore()
  const engines = useEnginesStore()
  const onExit = useOnExitDefault()
  const form = restores.formOf(path)
  const reading = shallowRef<SnapshotProgress>()
  const looked = useAsync((signal: AbortSignal) =>
    restores.look(path, { onProgress: (progress) => (reading.value = progress), signal }),
  )
  const offer = computed(() => looked.value.value)
  const usable = computed(() => offer.value?.engines.filter(({ problem }) => problem === undefined) ?? [])
  const engine = computed(() =>
    usable.value.find(({ id }) => id === (form.engineId ?? offer.value?.engineId)),
  )
  const canBump = computed(() => engine.value?.knowsBump ?? false)
  const bumps = computed(() => canBump.value && (form.bumps ?? offer.value?.isKubernetes ?? false))
  const work = computed(() => restores.works.get(path))
  const isBusy = computed(() => work.value?.kind === 'running')
  const account = computed(() => (work.value?.kind === 'done' ? work.value.account : undefined))
  const failure = computed(() => (work.value?.kind === 'failed' ? work.value.failure : undefined))
  const nameProblem = computed(() =>
    failure.value?.details?.['field'] === 'name' ? failure.value.message : undefined,
  )
  const members = computed(() => counts[form.members])

  watch(
    isOpen,
    (opened) => {
      if (!opened) return
      restores.forget(path)
      if (!isBusy.value) void look()
    },
    { immediate: true },
  )

  async function look() {
    reading.value = undefined
    engines.forgetFailure()
    const found = await looked.run()
    if (found && form.name === '') form.name = found.name
  }

  /** Gets an etcd into the app's own folder, and looks again. */
  async function install(version: string | undefined) {
    if (await engines.install(version)) await look()
  }

  function command(): string {
    if (account.value) return commandsOf(account.value)
    if (!offer.value) return ''
    return plannedCommands({
      ...{ offer: offer.value, engine: engine.value, members: members.value, name: form.name.trim() },
      skipHashCheck: !offer.value.hasTrailer || offer.value.problem !== undefined,
      bumpRevision: bumps.value ? usualBump : undefined,
    })
  }

  const restore = (options: { readonly skipHashCheck?: boolean } = {}) =>
    restores.restore({
      ...{ path, name: form.name.trim(), members: members.value, engineId: engine.value?.id, ...options },
      ...{ bumpRevision: bumps.value ? usualBump : undefined, tls: form.tls, onExit: onExit.value.value },
    })

  return {
    ...{ form, looked, reading, offer, usable, engine, canBump, bumps, members },
    ...{ work, isBusy, account, failure, nameProblem, look, install, command, restore },
    cancel: () => restores.cancel(path),
  }
}
