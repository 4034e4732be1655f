import { BinaryReader } from '@bufbuild/protobuf/wire'

/** A lease as etcd stores it (lease/leasepb): 1 id, 2 seconds granted, 3 seconds left when that was last noted. */
export function readLease(bytes: Uint8Array): { readonly id: bigint; readonly ttl: bigint } {
  const reader = new BinaryReader(bytes)
  const lease = { id: 0n, ttl: 0n }
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag()
    if (field === 1 && wireType === 0) lease.id = BigInt(reader.int64())
    else if (field === 2 && wireType === 0) lease.ttl = BigInt(reader.int64())
    else reader.skip(wireType, field)
  }
  return lease
}
