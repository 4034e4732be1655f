const magic = [0x6b, 0x38, 0x73, 0x00] as const

/** Whether a value is one of Kubernetes' protobuf objects: they begin with `k8s` and a zero byte. */
export const isKubernetesProtobuf = (value: Uint8Array): boolean =>
  value.length >= magic.length && magic.every((byte, at) => value[at] === byte)

/** Whether a value may be something that Kubernetes stores, by its first bytes: worth a closer look. */
export function mayBeKubernetes(value: Uint8Array): boolean {
  if (isKubernetesProtobuf(value) || startsLike(value, 'k8s:enc:')) return true
  if (value[0] === 0xd9 && value[1] === 0xd9 && value[2] === 0xf7) return true
  return value[0] === 0x7b && /"(apiVersion|kind)"/.test(textOf(value.subarray(0, 4_096)))
}

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

const startsLike = (value: Uint8Array, text: string) => textOf(value.subarray(0, text.length)) === text

/** Those four bytes. */
export const protobufMagic: Uint8Array = Uint8Array.from(magic)
