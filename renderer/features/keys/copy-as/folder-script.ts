import type { KeyScope, PrefixMapping } from '../../../../shared/contract/transfer'
import { etcdctlWords, serverNameHint } from './etcdctl-command'
import { quote, quoteText } from './shell-quote'
import type { Target } from './target'

/** What a connection's certificates and user ask of who runs it. */
const noteOf = (target: Target): readonly string[] => [
  ...(target.user ? ['Give the password in ETCDCTL_PASSWORD: the pipes leave etcdctl nobody to ask.'] : []),
  ...(target.tls?.serverName ? [serverNameHint(target).replace(/^# |\n$/g, '')] : []),
]

const head = (notes: readonly string[]) =>
  [
    '#!/usr/bin/env bash',
    ...notes.map((note) => `# ${note}`),
    'set -euo pipefail',
    'export ETCDCTL_API=3',
  ].join('\n')

/** In a loop over `name` and `value` in base64. A shell takes newlines off the end of what it captures. */
function putOne(to: Target, mapping: PrefixMapping | undefined): readonly string[] {
  return [
    '  key=$(base64 -d <<<"$name"; echo x); key=${key%x}',
    mapping ? `  to=${quote(mapping.to)}"\${key:${mapping.from.length}}"` : '  to="$key"',
    // An empty pipe is no value to etcdctl.
    `  if [ -z "$value" ]; then ${etcdctlWords(to)} put -- "$to" ''`,
    `  else base64 -d <<<"$value" | ${etcdctlWords(to)} put -- "$to"; fi`,
  ]
}

/** `etcdctl del` for keys and folders; it needs no script. Says what of our delete it leaves out. */
export function deleteScript(target: Target, { keys, prefixes }: KeyScope): string {
  const etcdctl = etcdctlWords(target)
  const notes = [
    'Deletes what is there when it runs: without a backup file, and also keys that were written meanwhile.',
  ]
  const lines = [
    ...keys.map((key) => `${etcdctl} del -- ${quote(key)}`),
    ...prefixes.map((prefix) => `${etcdctl} del --prefix -- ${quote(prefix)}`),
  ]
  return serverNameHint(target) + [...notes.map((note) => `# ${note}`), ...lines, ''].join('\n')
}

export interface PutScriptOptions {
  readonly from: Target
  readonly to: Target
  readonly scope: KeyScope
  readonly mapping?: PrefixMapping
  /** The source's key goes after the put. */
  readonly deletes?: boolean
  /** The source as it was then; default: as it is. */
  readonly revision?: bigint
}

/**
 * A bash script that puts every key of one place into another (or under another name), value by value through a pipe,
 * so that any bytes are exact. It needs jq, since etcdctl prints exact bytes as JSON only, and says what it leaves out.
 */
export function putScript({ from, to, scope, mapping, deletes = false, revision }: PutScriptOptions): string {
  const notes = [
    `${deletes ? 'Moves' : 'Copies'} keys one by one. Needs jq. Not the same as in etcdesk: a key is overwritten where`,
    `one is there, leases are left out, ${deletes ? 'put and delete are not one transaction, there is no backup file,' : 'nothing is compared first,'}`,
    'and a key with a zero byte cannot be an argument.',
  ]
  const source = etcdctlWords(from)
  const rev = revision === undefined ? '' : `--rev=${revision} `
  const reads = [
    ...scope.keys.map((key) => `  ${source} get -w json ${rev}-- ${quote(key)}`),
    ...scope.prefixes.map((prefix) => `  ${source} get -w json ${rev}--prefix -- ${quote(prefix)}`),
  ]
  return [
    head([...notes, ...[from, to].flatMap(noteOf)]),
    // Lengths and cuts are of bytes.
    'export LC_ALL=C',
    'read_keys() {',
    ...reads,
    '}',
    `read_keys | jq -r '.kvs[]? | "\\(.key) \\(.value // "")"' | while read -r name value; do`,
    ...putOne(to, mapping),
    ...(deletes ? [`  ${source} del -- "$key"`] : []),
    'done',
    '',
  ].join('\n')
}

/** The puts of an exported file of JSON lines. */
export function importScript(to: Target, path: string, mapping?: PrefixMapping): string {
  const bytesOf = (field: string) => `(.${field}Base64 // (.${field} | @base64))`
  return [
    head([
      'Puts every key of the file. Needs jq. Not the same as in etcdesk: no dry run, every key is overwritten, leases are',
      'left out, and a key with a zero byte cannot be an argument.',
      ...[to].flatMap(noteOf),
    ]),
    'export LC_ALL=C',
    `jq -r 'select(.format == null and .end == null) | "\\(${bytesOf('key')}) \\(${bytesOf('value')})"' ${quoteText(path)} | while read -r name value; do`,
    ...putOne(to, mapping),
    'done',
    '',
  ].join('\n')
}

/** What of an export etcdctl can do by itself: it prints keys, in a format of its own. */
export function getScript(target: Target, { keys, prefixes }: KeyScope): string {
  const etcdctl = etcdctlWords(target)
  const lines = [
    ...keys.map((key) => `${etcdctl} get -w json -- ${quote(key)}`),
    ...prefixes.map((prefix) => `${etcdctl} get -w json --prefix -- ${quote(prefix)}`),
  ]
  const note =
    "Prints the keys in etcdctl's own JSON, not in the format of the file; several lines are of several revisions."
  return serverNameHint(target) + [`# ${note}`, ...lines, ''].join('\n')
}
