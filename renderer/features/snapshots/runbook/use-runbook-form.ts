import { computed, effectScope, reactive, ref } from 'vue'
import type { RunbookSource } from '../../../../shared/contract/runbook'
import type { RunbookInput, RunbookMember, RunbookWay } from '../../../../shared/restore-runbook/input'
import { findProblems } from '../../../../shared/restore-runbook/problems'
import { whyNoBump } from '../../../../shared/restore-runbook/warnings'
import { usualBump } from '../../../../shared/etcd/restore-tool'
import { splitUrls } from '../../../../shared/etcd/peer-urls'
import { freshToken } from './fresh-token'

/** What each way of running etcd usually has; what is typed over it is kept for each way. */
const usualPlaces = () => ({
  systemd: { unit: 'etcd', manifests: '', owner: 'etcd:etcd', caFile: '', certFile: '', keyFile: '' },
  'static-pod': {
    ...{ unit: '', manifests: '/etc/kubernetes/manifests', owner: '' },
    caFile: '/etc/kubernetes/pki/etcd/ca.crt',
    certFile: '/etc/kubernetes/pki/etcd/server.crt',
    keyFile: '/etc/kubernetes/pki/etcd/server.key',
  },
  'by-hand': { unit: '', manifests: '', owner: '', caFile: '', certFile: '', keyFile: '' },
})

export const emptyMember = (): RunbookMember => ({
  ...{ name: '', host: '', peerUrls: '', clientUrls: '' },
  ...{ dataDir: '/var/lib/etcd', walDir: '', version: '' },
})

/** What is typed for a runbook, and what is wrong with it. Begins with what the file says. */
function useRunbookForm(source: RunbookSource) {
  const { file, found } = source
  const isKubernetes = ref(source.isKubernetes)
  const way = ref<RunbookWay>(source.isKubernetes ? 'static-pod' : 'systemd')
  const places = reactive(usualPlaces())
  const place = computed(() => places[way.value])
  const filePath = ref(`/var/tmp/${file.path.replace(/^.*[\\/]/, '')}`)
  const token = ref(freshToken())
  const members = ref<RunbookMember[]>([])
  fill(found.members)

  function fill(rows: readonly RunbookMember[]) {
    members.value = rows.length > 0 ? rows.map((row) => ({ ...row })) : [emptyMember()]
  }

  /** Absent: nobody has chosen, and it is on where it helps and can be. */
  const bumpChoice = ref<boolean>()
  const bumpBy = ref(usualBump.toString())
  const noBump = computed(() => whyNoBump(members.value))
  const bumps = computed({
    get: () => bumpChoice.value ?? (isKubernetes.value && noBump.value === undefined),
    set: (value: boolean) => (bumpChoice.value = value),
  })
  const isSecured = computed(() =>
    members.value.some(({ clientUrls }) => splitUrls(clientUrls).some((url) => url.startsWith('https:'))),
  )

  const input = computed<RunbookInput>(() => ({
    file,
    ...place.value,
    ...{ filePath: filePath.value, token: token.value, way: way.value, isKubernetes: isKubernetes.value },
    bumpBy: bumps.value ? bumpBy.value || '0' : '',
    members: members.value,
  }))
  const problems = computed(() => findProblems(input.value))
  /** Fields that are only empty are said when somebody wants the runbook. */
  const wasTried = ref(false)
  const problemOf = (field: string, member?: number): string | undefined => {
    const problem = problems.value.find((each) => each.field === field && each.member === member)
    return problem && (wasTried.value || !problem.isMissing) ? problem.message : undefined
  }

  return {
    ...{ isKubernetes, way, place, filePath, token, members, fill },
    ...{ bumps, bumpBy, noBump, isSecured, input, problems, wasTried, problemOf },
  }
}

export type RunbookForm = ReturnType<typeof useRunbookForm>

let kept: { readonly sha256: string; readonly form: RunbookForm } | undefined

/** The form of a file; what was typed outlives the dialog until it is forgotten or another file's is asked for. */
export function keptRunbookForm(source: RunbookSource): RunbookForm {
  const { sha256 } = source.file
  if (kept?.sha256 === sha256) return kept.form
  const form = effectScope(true).run(() => useRunbookForm(source))
  if (!form) throw new Error('The scope of the form has ended.')
  kept = { sha256, form }
  return form
}

/** The next runbook begins anew, with another token. */
export function forgetRunbookForm(): void {
  kept = undefined
}
