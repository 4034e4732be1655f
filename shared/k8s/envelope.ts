import { BinaryReader } from '@bufbuild/protobuf/wire'
import { isKubernetesProtobuf, protobufMagic } from './magic'
import { readText } from './text'

/** What a value in a Kubernetes store is, told by its first bytes. */
export type StoredForm =
  | {
      readonly form: 'protobuf'
      readonly apiVersion: string
      readonly kind: string
      /** Where the object itself lies in the value, and where the length before it begins. */
      readonly lengthStart: number
      readonly start: number
      readonly end: number
    }
  | { readonly form: 'json' }
  | { readonly form: 'cbor' }
  /** Encrypted at rest by the API server: `provider` such as `aescbc`, `kms`; `keyName` as in its configuration. */
  | { readonly form: 'encrypted'; readonly provider: string; readonly keyName: string }
  | { readonly form: 'other' }

const cborMark = [0xd9, 0xd9, 0xf7] as const
const encryptedMark = 'k8s:enc:'

const startsWith = (bytes: Uint8Array, mark: readonly number[]) =>
  bytes.length >= mark.length && mark.every((byte, at) => bytes[at] === byte)

/**
 * Tells what a value is; of a protobuf object only the envelope is read. Throws when the envelope is broken. Facts:
 * apimachinery's `runtime.Unknown` and the API server's encryption prefix.
 */
export function readEnvelope(value: Uint8Array): StoredForm {
  if (isKubernetesProtobuf(value)) return readUnknown(value)
  if (value[0] === 0x7b) return { form: 'json' }
  if (startsWith(value, cborMark)) return { form: 'cbor' }
  return readEncrypted(value) ?? { form: 'other' }
}

function readUnknown(value: Uint8Array): StoredForm {
  const reader = new BinaryReader(value)
  reader.pos = protobufMagic.length
  let apiVersion = ''
  let kind = ''
  let [lengthStart, start, end] = [0, 0, 0]
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag()
    if (number === 1 && wireType === 2) {
      const stop = reader.uint32() + reader.pos
      if (stop > reader.len) throw new RangeError('The envelope goes beyond the end of the value.')
      while (reader.pos < stop) {
        const [inner, innerType] = reader.tag()
        if (inner === 1 && innerType === 2) apiVersion = readText(reader.bytes())
        else if (inner === 2 && innerType === 2) kind = readText(reader.bytes())
        else reader.skip(innerType, inner)
      }
    } else if (number === 2 && wireType === 2) {
      if (start > 0) throw new Error('The envelope holds two objects.')
      lengthStart = reader.pos
      const length = reader.uint32()
      start = reader.pos
      end = start + length
      reader.pos = end
      if (end > reader.len) throw new RangeError('The object goes beyond the end of the value.')
    } else reader.skip(wireType, number)
  }
  return { form: 'protobuf', apiVersion, kind, lengthStart, start, end }
}

/** `k8s:enc:PROVIDER:v1:KEYNAME:` and then bytes that only the API server can read. */
function readEncrypted(value: Uint8Array): StoredForm | undefined {
  const head = String.fromCharCode(...value.subarray(0, 512))
  if (!head.startsWith(encryptedMark)) return undefined
  const [provider = '', , keyName = ''] = head.slice(encryptedMark.length).split(':')
  return { form: 'encrypted', provider, keyName }
}
