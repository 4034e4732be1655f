import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { protobufMagic } from './magic'

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
  const value = new Uint8Array(protobufMagic.length + envelope.length)
  value.set(protobufMagic)
  value.set(envelope, protobufMagic.length)
  return value
}
