import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { NewRestoredCluster, RestoreAccount, RestoreProgress } from '../../../shared/contract/restore'
import type { TestApp } from '../../support/test-app'

/** Restores a file to the end; resolves with the account. */
export async function restore(
  app: TestApp,
  input: NewRestoredCluster,
  options: { readonly onProgress?: (progress: RestoreProgress) => void; readonly signal?: AbortSignal } = {},
): Promise<RestoreAccount> {
  const { onProgress = () => {}, signal } = options
  for await (const item of app.pull(app.client.restore.intoCluster(input, { signal }))) {
    if (item.kind === 'done') return item
    onProgress(item)
  }
  throw new Error('It ended without an account.')
}

/** What there is below the folder of the local clusters. */
export const clusterFolders = (home: string): Promise<string[]> =>
  readdir(join(home, 'clusters')).catch(() => [])
