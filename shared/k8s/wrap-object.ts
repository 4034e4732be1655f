import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

const magic = new Uint8Array([0x6b, 0x38, 0x73, 0x00])

/** The value to be stored for an object's bytes: the envelope as the API server writes it, with the mark before it. */
export function wrapObject(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  object: Uint8Array,
): Uint8Array {
  const writer = new BinaryWriter()
  writer.tag(1, WireType.LengthDelimited).fork()
  writer.tag(1, WireType.LengthDelimited).string(apiVersion)
  writer.tag(2, WireType.LengthDelimited).string(kind)
  writer.join()
  writer.tag(2, WireType.LengthDelimited).bytes(object)
  writer.tag(3, WireType.LengthDelimited).string('').tag(4, WireType.LengthDelimited).string('')
  const envelope = writer.finish()
  const value = new Uint8Array(magic.length + envelope.length)
  value.set(magic)
  value.set(envelope, magic.length)
  return value
}
