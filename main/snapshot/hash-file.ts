import { PageFile } from './bbolt/page-file'
import { hashKv, type HashKv, type HashKvAt } from './hash-kv'
import { withWholeFile } from './whole-file'

/** Takes the HashKV of a snapshot file, as {@link hashKv} says; its trailer is not looked at. Blocks its thread. */
export function hashFile({ file, at }: { readonly file: string; readonly at: HashKvAt }): Promise<HashKv> {
  return withWholeFile(file, ({ file: { fd }, databaseBytes }) =>
    Promise.resolve(hashKv(new PageFile(fd, databaseBytes), at)),
  )
}
