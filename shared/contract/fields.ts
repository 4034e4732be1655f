import { z } from 'zod'

/** Fields that several contracts share. */

export const connectionId = z.string().min(1)

/** Bytes that may be empty: values, range ends (`\0` alone means "to the end"). */
export const anyBytes = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array,
  'Bytes are expected here.',
)

/** A key as etcd takes it: any bytes, at least one. */
export const keyBytes = anyBytes.refine((key) => key.length > 0, 'A key cannot be empty.')

/** A store revision: positive, exact. */
export const revision = z.bigint().min(1n)

/** An id (lease, member, cluster) as etcdctl prints it: hexadecimal, without 0x. */
export const hexId = z.string().regex(/^[0-9a-f]{1,16}$/, 'An id is up to 16 hexadecimal digits.')
