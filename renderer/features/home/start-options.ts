import type { NewLocalCluster } from '../../../shared/contract/local'

/** What is chosen for a new cluster beyond members and name, as it was typed. */
export interface StartOptionsForm {
  /** Empty: the usual one. */
  engineId: string
  isMixed: boolean
  /** One a member, where versions are mixed; empty: the usual one. */
  memberEngineIds: string[]
  tls: boolean
  throwAway: boolean
  links: boolean
  /** One a line. */
  flags: string
  /** `NAME=value`, one a line. */
  env: string
}

export const usualOptions = (): StartOptionsForm => ({
  ...{ engineId: '', isMixed: false, memberEngineIds: [], tls: false, throwAway: false, links: false },
  ...{ flags: '', env: '' },
})

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** The options as the contract takes them; `usualId` stands for what was left empty. */
export function toOptions(
  form: StartOptionsForm,
  members: number,
  usualId: string | undefined,
): Partial<NewLocalCluster> {
  const engineId = form.engineId || undefined
  const env = linesOf(form.env).map((line) => {
    const at = line.indexOf('=')
    return at < 0 ? ([line, ''] as const) : ([line.slice(0, at).trim(), line.slice(at + 1)] as const)
  })
  const flags = linesOf(form.flags)
  const ids = Array.from({ length: members }, (_, i) => form.memberEngineIds[i] || engineId || usualId || '')
  return {
    ...(form.isMixed && members > 1 ? { memberEngineIds: ids } : { engineId }),
    tls: form.tls || undefined,
    throwAway: form.throwAway || undefined,
    links: (form.links && members > 1) || undefined,
    flags: flags.length > 0 ? flags : undefined,
    env: env.length > 0 ? Object.fromEntries(env) : undefined,
  }
}
