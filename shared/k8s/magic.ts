const magic = [0x6b, 0x38, 0x73, 0x00] as const

/** Whether a value is one of Kubernetes' protobuf objects: they begin with `k8s` and a zero byte. */
export const isKubernetesProtobuf = (value: Uint8Array): boolean =>
  value.length >= magic.length && magic.every((byte, at) => value[at] === byte)

/** Those four bytes. */
export const protobufMagic: Uint8Array = Uint8Array.from(magic)
