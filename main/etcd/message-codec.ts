import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf'

/** Turns a message's fields into the bytes grpc-js sends. */
export function serializer<D extends DescMessage>(schema: D): (init: MessageInitShape<D>) => Buffer {
  return (init) => {
    const bytes = toBinary(schema, create(schema, init))
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
}

/**
 * Turns received bytes into a message whose `bytes` fields are plain Uint8Arrays on memory of that message alone:
 * a Buffer of Node's pool is copied, as its memory is shared with strangers. Copy a field that outlives its message.
 */
export function deserializer<D extends DescMessage>(schema: D): (buffer: Buffer) => MessageShape<D> {
  return (buffer) => {
    const isWhole = buffer.byteLength === buffer.buffer.byteLength
    return fromBinary(schema, isWhole ? new Uint8Array(buffer.buffer) : new Uint8Array(buffer))
  }
}
