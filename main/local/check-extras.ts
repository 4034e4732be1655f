import { fail } from '../../shared/failure'

// By the reason for which they are refused.
const names = 'is the name of a member, which etcdesk gives'
const whereDataIs = 'says where a member keeps its data, which etcdesk needs to know'
const addresses = 'says where members listen or how they find each other, which etcdesk decides'
const certificates = 'is about certificates, which “TLS” takes care of'
const logs = 'says where the log goes, which etcdesk shows'

const refused: readonly (readonly [RegExp, string])[] = [
  [/^name$/, names],
  [/^(data-dir|wal-dir|config-file)$/, whereDataIs],
  [
    /^(listen-(client|peer|metrics)-(http-)?urls|advertise-client-urls|initial-.*|discovery.*|proxy.*)$/,
    addresses,
  ],
  [/^force-new-cluster$/, 'can cost data'],
  [
    /^(peer-)?(auto-tls|self-signed-cert-validity|client-cert-auth|(client-)?(cert|key)-file|trusted-ca-file)$/,
    certificates,
  ],
  [
    /^(peer-)?(ca-file|client-crl-file|crl-file|cert-allowed-(cn|hostname)|skip-client-san-verification)$/,
    certificates,
  ],
  [/^(logger|log-outputs?|log-package-levels|enable-log-rotation|log-rotation-config-json|debug)$/, logs],
  [/^(version|h|help)$/, 'makes etcd print something and end'],
]

/**
 * The flags a person adds, each as `--flag` or `--flag=value` (blanks instead of `=` are understood). Fails with
 * `invalid` (`details.field` is `flags`) for what is no flag and for those that the app sets itself, with the reason.
 */
export function checkFlags(flags: readonly string[]): string[] {
  const details = { field: 'flags' }
  return flags
    .map((flag) => flag.trim())
    .filter((flag) => flag !== '')
    .map((flag) => {
      const [, name, value] = /^--?([a-z0-9][a-z0-9-]*)(?:(?:=|\s+)(.*))?$/s.exec(flag) ?? []
      if (name === undefined || flag.includes('\0') || flag.includes('\n'))
        throw fail('invalid', `“${flag}” is not a flag: write --flag=value, one a line.`, { details })
      const reason = reasonAgainst(name)
      if (reason !== undefined) throw fail('invalid', `--${name} ${reason}.`, { details })
      return value === undefined ? `--${name}` : `--${name}=${value}`
    })
}

/**
 * Environment variables a person adds for the members. Fails with `invalid` (`details.field` is `env`) for a name that
 * is none and for `ETCD_…` variables that stand for a flag the app sets itself.
 */
export function checkEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  const details = { field: 'env' }
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw fail('invalid', `“${name}” is not the name of a variable: write NAME=value, one a line.`, {
        details,
      })
    if (value.includes('\0')) throw fail('invalid', `The value of ${name} holds a zero byte.`, { details })
    const flag = /^ETCD_(.+)$/i.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-')
    const reason = flag === undefined ? undefined : reasonAgainst(flag)
    if (reason !== undefined) throw fail('invalid', `${name} ${reason}.`, { details })
  }
  return { ...env }
}

const reasonAgainst = (flag: string): string | undefined => refused.find(([flags]) => flags.test(flag))?.[1]
