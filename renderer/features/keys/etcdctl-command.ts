import type { ConnectionProfile } from '../../../shared/contract/connections'

/** Longer commands do not go through a shell: Linux takes 128 KiB for one argument. */
const argumentLimit = 96 * 1024

type Profile = Pick<ConnectionProfile, 'endpoints' | 'tls' | 'user'>

/** The command that prints a key, or undefined where no shell can say it. The password is left out: etcdctl asks. */
export function getCommand(profile: Profile, key: Uint8Array): string | undefined {
  return command(profile, 'get', [key])
}

/** The command that writes a key, or undefined where no shell can say it (a zero byte, a very long value). */
export function putCommand(profile: Profile, key: Uint8Array, value: Uint8Array): string | undefined {
  return command(profile, 'put', [key, value])
}

function command(profile: Profile, verb: string, operands: readonly Uint8Array[]): string | undefined {
  if (operands.some((each) => each.includes(0) || each.length > argumentLimit)) return undefined
  const { endpoints, tls, user } = profile
  const flags: readonly (readonly [string, string | undefined])[] = [
    ['endpoints', endpoints.join(',')],
    ['cacert', tls?.caFile],
    ['cert', tls?.certFile],
    ['key', tls?.keyFile],
    ['user', user],
  ]
  const given = flags.flatMap(([name, value]) => (value ? [`--${name}=${quoteText(value)}`] : []))
  return ['etcdctl', ...given, verb, '--', ...operands.map(quote)].join(' ')
}

const quoteText = (text: string): string => quote(new TextEncoder().encode(text))

/** One argument for a POSIX shell; for bytes that are not clean text bash's `$'…'`. */
function quote(bytes: Uint8Array): string {
  const text = cleanText(bytes)
  if (text === undefined) return `$'${Array.from(bytes, escapeByte).join('')}'`
  if (text !== '' && /^[\w@%+=:,./-]*$/.test(text)) return text
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function cleanText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)

    return /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function escapeByte(byte: number): string {
  if (byte === 0x27 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
}
