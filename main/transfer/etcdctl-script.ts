import type { ExportEncoder } from './formats'

/** Linux takes 128 KiB for one argument. */
const argumentLimit = 96 * 1024
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A bash script of `etcdctl put`s that writes exactly the exported bytes. It names no cluster and holds no password:
 * etcdctl takes both from its own environment. Leases are of the cluster they were granted by and stay out.
 */
export const etcdctlScript: ExportEncoder = {
  head: ({ title, revision, clusterId }) =>
    [
      '#!/usr/bin/env bash',
      `# ${title} at revision ${revision} of etcd cluster ${clusterId}, exported by etcdesk.`,
      '# Writes every key without looking what is there. Say where by ETCDCTL_ENDPOINTS and its like. No leases.',
      'set -euo pipefail',
      'export ETCDCTL_API=3',
      '',
    ].join('\n'),
  entry: ({ key, value }) => {
    if (key.includes(0)) return putByTxn(key, value)
    if (value.includes(0) || value.length > argumentLimit) return putByStdin(key, value)
    return `etcdctl put -- ${quote(key)} ${quote(value)}\n`
  },
  tail: (_facts, keys) => `# ${keys} ${keys === 1 ? 'key' : 'keys'}\n`,
}

/** No argument holds a zero byte, and none is that long: the value goes through a pipe. */
function putByStdin(key: Uint8Array, value: Uint8Array): string {
  const base64 = Buffer.from(value).toString('base64')
  const lines = base64.match(/.{1,76}/g)?.join('\n') ?? ''
  return `base64 -d <<'END' | etcdctl put -- ${quote(key)}\n${lines}\nEND\n`
}

/** A key with a zero byte can only be named in a transaction's text, where Go's own quoting spells it. */
function putByTxn(key: Uint8Array, value: Uint8Array): string {
  return `etcdctl txn <<'END'\n\nput -- ${goQuote(key)} ${goQuote(value)}\n\n\nEND\n`
}

const hex = (byte: number) => `\\x${byte.toString(16).padStart(2, '0')}`
const isPlain = (byte: number) => byte >= 0x20 && byte < 0x7f

function goQuote(bytes: Uint8Array): string {
  const isSafe = (byte: number) => isPlain(byte) && byte !== 0x22 && byte !== 0x5c
  return `"${Array.from(bytes, (byte) => (isSafe(byte) ? String.fromCharCode(byte) : hex(byte))).join('')}"`
}

/** One argument for bash: plain, in single quotes, or as `$'…'` where bytes have to be spelled. */
function quote(bytes: Uint8Array): string {
  const text = cleanText(bytes)
  if (text === undefined) return `$'${Array.from(bytes, escapeByte).join('')}'`
  if (text !== '' && /^[\w@%+=:,./-]*$/.test(text)) return text
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function cleanText(bytes: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(bytes)
    return /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufeff]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function escapeByte(byte: number): string {
  if (byte === 0x27 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
  return isPlain(byte) ? String.fromCharCode(byte) : hex(byte)
}
