import { quote, quoteText } from './shell-quote'
import type { Put, Target } from './target'

/** Longer commands do not go through a shell: Linux takes 128 KiB for one argument. */
const argumentLimit = 96 * 1024

/** False for what cannot be an argument: with a zero byte in it, or very long. */
export function fitsShell(...operands: readonly Uint8Array[]): boolean {
  return operands.every((each) => !each.includes(0) && each.length <= argumentLimit)
}

/**
 * The command that prints a key, as it was at `revision` where one is given, or undefined where no shell can say it. The
 * password is left out: etcdctl asks.
 */
export function getCommand(target: Target, key: Uint8Array, revision?: bigint): string | undefined {
  return command(target, revision === undefined ? ['get'] : ['get', `--rev=${revision}`], [key])
}

/** The command that writes a key, or undefined where no shell can say it (a zero byte, a very long value). */
export function putCommand(target: Target, { key, value, lease }: Put): string | undefined {
  return command(target, lease === undefined ? ['put'] : ['put', `--lease=${lease}`], [key, value])
}

function command(
  target: Target,
  verb: readonly string[],
  operands: readonly Uint8Array[],
): string | undefined {
  if (!fitsShell(...operands)) return undefined
  return serverNameHint(target) + [etcdctlWords(target), ...verb, '--', ...operands.map(quote)].join(' ')
}

/** A comment line for a connection that checks another name than the endpoint's: etcdctl has no flag for it. */
export function serverNameHint({ tls }: Target): string {
  return tls?.serverName
    ? `# etcdctl checks the certificate against the endpoint's own name; this connection, against ${tls.serverName}\n`
    : ''
}

/** `etcdctl` with the flags that say where and as whom. The password is left out: etcdctl asks. */
export function etcdctlWords({ endpoints, tls, user }: Target): string {
  const flags: readonly (readonly [string, string | undefined])[] = [
    ['endpoints', endpoints.join(',')],
    ['cacert', tls?.caFile],
    ['cert', tls?.certFile],
    ['key', tls?.keyFile],
    ['user', user],
  ]
  const given = flags.flatMap(([name, value]) => (value ? [`--${name}=${quoteText(value)}`] : []))
  return ['etcdctl', ...given].join(' ')
}
