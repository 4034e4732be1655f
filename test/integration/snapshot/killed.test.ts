import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPulled } from '../../../shared/pulled'
import { startBrowserHost } from '../../e2e/driver/browser-run'
import { gone } from '../../e2e/driver/process-log'
import { checkFile } from '../../../main/snapshot/check-file'
import { buildServe } from '../../support/build-serve'
import { threadEnv } from '../../support/build-threads'
import { startEtcd } from '../../support/etcd-server'
import { tempDir } from '../../support/temp-dir'
import { profileOf } from '../../support/test-app'
import { connectTo } from '../../support/transport'
import { until } from '../../support/until'
import { putLarge } from './seed'

const saves = 6

/** The browser host as a process, which finds the thread's program where this one does. */
const start = (home: string, script: string) => startBrowserHost({ home, script, env: threadEnv() })

// What a crash leaves does not depend on the version of etcd.
test(
  'after kill -9 of the app while it saves, the next start leaves whole files and what is not ours',
  { timeout: 180_000 },
  async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    await putLarge(etcd, 100)
    await using home = await tempDir()
    await using serve = await buildServe()
    const folder = join(home.path, 'snapshots')
    const elsewhere = join(home.path, 'elsewhere.db')
    const isThere = async (path: string) => (await stat(path).catch(() => undefined)) !== undefined
    let connectionId: string | undefined
    for (let i = 0; i < saves; i++) {
      await using host = await start(home.path, serve.script)
      const { client } = await connectTo(host.url)
      connectionId ??= (await client.connections.add(profileOf(etcd))).id
      await client.connections.open({ id: connectionId })
      // One into the library, one into a folder of the person's.
      const path = i % 2 === 0 ? join(folder, `save-${i}.db`) : elsewhere
      const items = await client.snapshot.save({ connectionId, path })
      const read = (async () => {
        for await (const batch of readPulled(items, (input) => client.streams.grant(input))) void batch
      })().catch(() => {})
      // Killed ever later: while it begins, while bytes come, after it was whole.
      const wanted = [0, 1, 30_000_000, 60_000_000, 100_000_000, Infinity][i] ?? 0
      await until(
        async () => {
          const part = await stat(`${path}.part`).catch(() => undefined)
          return (part?.size ?? -1) >= wanted || isThere(path)
        },
        { timeoutMs: 30_000, intervalMs: 1 },
      )
      host.child.kill('SIGKILL')
      await gone(host.child)
      await read
    }
    // Killed right after the file got its name, this is a second name of the same file.
    await rm(`${elsewhere}.part`, { force: true })
    await writeFile(`${elsewhere}.part`, 'somebody’s')
    await using host = await start(home.path, serve.script)
    const { client } = await connectTo(host.url)
    const files = (await readdir(folder)).filter((name) => name !== 'library.json')
    expect(files.filter((name) => !name.endsWith('.db'))).toEqual([])
    for (const name of files) await checkFile({ file: join(folder, name) }, () => {})
    for await (const event of await client.snapshot.list()) {
      if (!('batch' in event)) continue
      const rows = event.batch[0] ?? []
      const paths = rows.map(({ path }) => path)
      for (const name of files) expect(paths).toContain(join(folder, name))
      expect(rows.filter(({ file }) => file !== 'there')).toEqual([])
      expect(paths.includes(elsewhere)).toBe(await isThere(elsewhere))
      break
    }
    expect(await isThere(`${elsewhere}.part`)).toBe(true)
  },
)
