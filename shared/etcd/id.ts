import { fail } from '../failure'

/**
 * A member, cluster or lease id as 16 lower-case hex digits. etcd's ids are 64 bits wide: uint64 for members and
 * clusters, int64 for leases; a negative one shows as the unsigned number of the same bits, as etcdctl prints it.
 */
export function formatId(id: bigint): string {
  return BigInt.asUintN(64, id).toString(16).padStart(16, '0')
}

/**
 * The unsigned 64-bit id that `text` names: 1 to 16 hex digits, upper or lower case, spaces around them ignored.
 * Use {@link toLeaseId} before it goes into an int64 field. Throws `invalid` for anything else.
 */
export function parseId(text: string): bigint {
  const digits = text.trim()
  if (!/^[0-9a-f]{1,16}$/i.test(digits)) {
    throw fail('invalid', 'An id is 1 to 16 hexadecimal digits, as etcdctl prints it.')
  }
  return BigInt(`0x${digits}`)
}

/** The same 64 bits as the signed number that etcd's lease fields (int64) hold. */
export function toLeaseId(id: bigint): bigint {
  return BigInt.asIntN(64, id)
}
