import { concatBytes, equalBytes } from '../../../../shared/etcd/key'
import { fromBase64, toBase64 } from '../../../../shared/wire'
import { mayBeKubernetes } from '../../../../shared/k8s/magic'
import { classifyValue } from './classify-value'
import { gunzip, isGzip } from './gunzip'

/** What lies inside a value that is wrapped in base64 or gzip, or in several of them; or the YAML of a Kubernetes object. */
export interface Unwrapped {
  readonly bytes: Uint8Array
  /** The layers from outside to inside, e.g. `base64 · gzip · JSON`. */
  readonly label: string
  /**
   * Wraps again; only there when it gives back exactly the value's bytes for what is inside now. Throws an Error with what
   * is wrong with something that cannot be wrapped.
   */
  readonly rewrap?: (inner: Uint8Array) => Uint8Array
  /** Why there is no `rewrap`, where that is not for the layers. */
  readonly readOnlyBecause?: string
  /** Whether something secret is hidden that `showsSecrets` would show. */
  readonly isMasked?: boolean
  /** What has to be known of it, in sentences. */
  readonly notes?: readonly string[]
}

export interface UnwrapOptions {
  /** The key's, which a Kubernetes object shows as its resource version. */
  readonly modRevision?: bigint
  readonly showsSecrets?: boolean
}

const layersAtMost = 4
/** A shorter text is taken for what it is: many a name is made of base64's letters. */
const base64AtLeast = 16

/** The table of all kinds is large: it is loaded when the first object is looked at. */
export const loadKubernetes = () => import('./kubernetes/view-object')

/**
 * Looks into a value: undefined when it is not wrapped, is damaged, or is larger inside than {@link gunzip} takes.
 * Base64 counts only where something with a meaning is inside. Gzip cannot be packed again to the same bytes.
 */
export async function unwrapValue(
  value: Uint8Array,
  signal?: AbortSignal,
  options: UnwrapOptions = {},
): Promise<Unwrapped | undefined> {
  if (mayBeKubernetes(value)) {
    const found = (await loadKubernetes()).viewStored(value, options)
    if (found) return found
  }
  const layers: string[] = []
  let bytes = value
  for (let depth = 0; depth < layersAtMost; depth++) {
    const inner = isGzip(bytes) ? await gunzip(bytes, signal) : decodeBase64(bytes)
    if (!inner) break
    layers.push(isGzip(bytes) ? 'gzip' : 'base64')
    bytes = inner
  }
  if (layers.length === 0) return undefined
  const label = [...layers, classifyValue(bytes)].join(' · ')
  if (layers.includes('gzip')) return { bytes, label }
  const wrap = (inner: Uint8Array) => layers.reduce(encodeBase64, inner)
  const tail = lineEnd(value)
  const rewrap = (inner: Uint8Array) => concatBytes(wrap(inner), tail)
  return equalBytes(rewrap(bytes), value) ? { bytes, label, rewrap } : { bytes, label }
}

function encodeBase64(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(toBase64(bytes))
}

/** The line ending behind a text, as `base64` prints one. */
function lineEnd(bytes: Uint8Array): Uint8Array {
  if (bytes.at(-1) !== 0x0a) return new Uint8Array()
  return bytes.slice(bytes.at(-2) === 0x0d ? -2 : -1)
}

function decodeBase64(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < base64AtLeast) return undefined
  const isLetters = (part: Uint8Array) => /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(new TextDecoder().decode(part))
  if (!isLetters(bytes.subarray(0, 64)) || !isLetters(bytes)) return undefined
  const letters = new TextDecoder().decode(bytes).replaceAll(/\s/g, '')
  if (letters.length % 4 !== 0) return undefined
  try {
    const inner = fromBase64(letters)
    const kind = classifyValue(inner)
    if (isGzip(inner) || kind === 'JSON' || kind === 'YAML' || kind === 'text') return inner
  } catch {
    // Not base64 after all.
  }
  return undefined
}
