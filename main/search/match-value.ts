import { decodeObject } from '../../shared/k8s/decode-object'
import { isKubernetesProtobuf } from '../../shared/k8s/magic'
import { maskSecret } from '../../shared/k8s/mask-secret'
import { plainLines } from '../../shared/k8s/plain-lines'
import { toRegExp } from './to-regexp'

/** Where a value matches, as text around the place; undefined when it does not. */
export type ValueMatcher = (value: Uint8Array) => string | undefined

const around = 40

/** Bytes that are no UTF-8 become U+FFFD: a search looks at binary values as well, and never fails on them. */
const decoder = new TextDecoder('utf-8')

/** Makes the matcher of a search in values; `invalid` (field `text`) for a wrong regular expression. */
export function valueMatcher(text: string, mode: 'substring' | 'regex'): ValueMatcher {
  const pattern = mode === 'regex' ? toRegExp(text, 'm') : undefined
  const isExact = text !== text.toLowerCase()
  return (value) => {
    const shown = textOf(value)
    const match = pattern?.exec(shown)
    const at = pattern ? (match?.index ?? -1) : (isExact ? shown : shown.toLowerCase()).indexOf(text)
    return at < 0 ? undefined : excerpt(shown, at, match?.[0].length ?? text.length)
  }
}

/** A Kubernetes object as it is shown, a Secret's data masked; everything else as the text that its bytes are. */
function textOf(value: Uint8Array): string {
  if (!isKubernetesProtobuf(value)) return decoder.decode(value)
  try {
    const { object } = decodeObject(value) ?? {}
    if (object) return plainLines(maskSecret(object) ?? object)
  } catch {
    // It cannot be read: it is searched as bytes.
  }
  return decoder.decode(value)
}

function excerpt(text: string, at: number, length: number): string {
  const from = Math.max(0, at - around)
  const to = Math.min(text.length, at + Math.min(length, around) + around)
  const cut = text.slice(from, to).replace(/\s+/g, ' ')
  return `${from > 0 ? '…' : ''}${cut}${to < text.length ? '…' : ''}`
}
