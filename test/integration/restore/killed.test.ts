import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listProcesses } from '../../../main/local/process-table'
import type { RestoreProgress } from '../../../shared/contract/restore'
import { readPulled } from '../../../shared/pulled'
import { startBrowserHost } from '../../e2e/driver/browser-run'
import { gone } from '../../e2e/driver/process-log'
import { buildServe } from '../../support/build-serve'
import { threadEnv } from '../../support/build-threads'
import { engineDir } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { tempDir } from '../../support/temp-dir'
import { connectTo } from '../../support/transport'
import { until } from '../../support/until'
import { putLarge } from '../snapshot/seed'
import { clusterFolders } from './into-cluster'

/** The browser host as a process, which finds the threads' programs where this one does. */
function start(home: string, script: string) {
  return startBrowserHost({ home, script, env: { ...threadEnv(), PATH: engineDir('3.5.16') ?? '' } })
}

// What a crash leaves does not depend on the version of etcd.
test('after kill -9 of the app while it restores, the next start leaves nothing of it, and the file as it was', async () => {
  await using home = await tempDir()
  const path = join(home.path, 'kept.db')
  {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await putLarge(etcd, 15)
    await etcd.etcdctl('snapshot', 'save', path)
  }
  const before = await readFile(path)
  await using serve = await buildServe()
  for (const step of ['data', 'start', 'verify'] satisfies RestoreProgress['step'][]) {
    await using host = await start(home.path, serve.script)
    const { client } = await connectTo(host.url)
    expect(await client.local.list(), `before ${step}`).toEqual([])
    const items = await client.restore.intoCluster({ path, members: 3 })
    await (async () => {
      for await (const batch of readPulled(items, (input) => client.streams.grant(input)))
        if (batch.some((item) => item.kind === 'progress' && item.step === step)) host.child.kill('SIGKILL')
    })().catch(() => {})
    await gone(host.child)
    expect(await clusterFolders(home.path), step).toHaveLength(1)
  }
  await using host = await start(home.path, serve.script)
  const { client } = await connectTo(host.url)
  expect(await client.local.list()).toEqual([])
  await until(async () => (await clusterFolders(home.path)).length === 0)
  const left = (await listProcesses()).filter(({ args }) =>
    [args].flat().join(' ').includes(join(home.path, 'clusters')),
  )
  expect(left).toEqual([])
  expect((await readFile(path)).equals(before)).toBe(true)
})
