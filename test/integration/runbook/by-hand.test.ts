import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunbookSource } from '../../../shared/contract/runbook'
import type { RunbookInput } from '../../../shared/restore-runbook/input'
import { toFailure } from '../../../shared/failure'
import { etcdctl } from '../../support/etcdctl'
import { engineVersions } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { freePorts } from '../../support/ports'
import { tempDir } from '../../support/temp-dir'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'
import { seed } from '../snapshot/seed'
import { runStep, scriptIn, startByScript } from './scripts'

const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toFailure)
const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

async function sourceOf(app: TestApp, path: string): Promise<RunbookSource> {
  for await (const item of app.pull(app.client.runbook.source({ path })))
    if (item.kind === 'source') return item
  throw new Error('It ended without a source.')
}

/** Every key with its value, version and revisions. */
async function contentOf(ctl: RunningEtcd['etcdctl']): Promise<unknown> {
  const text = await ctl('get', '', '--prefix', '-w', 'json')
  return (JSON.parse(text.replaceAll(/(_revision|"version)":(\d+)/g, '$1":"$2"')) as { kvs: unknown }).kvs
}

describe.each(engineVersions)('a runbook’s scripts, etcd %s', (version) => {
  test('restore three members on this machine: all hold what the file holds, and nothing is written over', async () => {
    await using etcd = await startEtcd({ version })
    await using app = await startTestApp()
    await using dir = await tempDir("etcdesk-it's a runbook ")
    const live = await app.connect(etcd)
    await seed(etcd, 17, 200)
    await etcd.etcdctl('put', 'compact_rev_key', '1')
    await etcd.etcdctl('compact', '60')
    const path = join(dir.path, 'a snapshot.db')
    await etcd.etcdctl('snapshot', 'save', path)
    const before = await contentOf(etcd.etcdctl)

    const source = await sourceOf(app, path)
    expect(source).toMatchObject({
      isKubernetes: true,
      file: { hasTrailer: true, revision: expect.any(BigInt) },
    })
    // etcd 3.5 keeps no client URLs in its database: the usual one is supposed.
    const clientUrls = version === '3.4.23' ? etcd.endpoints[0] : 'http://127.0.0.1:2379'
    expect(source.found.members).toMatchObject([
      { name: 'm1', clientUrls, version: version.slice(0, 3), dataDir: '/var/lib/etcd' },
    ])
    const asked = await app.client.runbook.members({ connectionId: live })
    expect(asked.members).toMatchObject([{ name: 'm1', version, clientUrls: etcd.endpoints[0] }])

    const bumpBy = version === '3.5.16' ? 1_000_000_000n : undefined
    const { revision } = source.file
    const ports = await freePorts(6)
    const members = [0, 1, 2].map((at) => ({
      name: `m${at + 1}`,
      ...{ host: '', version },
      peerUrls: `http://127.0.0.1:${ports[at]}`,
      clientUrls: `http://127.0.0.1:${ports[at + 3]}`,
      dataDir: join(dir.path, `data "${at + 1}"`),
      walDir: at === 1 ? join(dir.path, 'a wal') : '',
    }))
    const input = {
      ...{ file: source.file, filePath: path, token: 'restored-here', way: 'by-hand' as const },
      ...{ unit: '', manifests: '', owner: '', caFile: '', certFile: '', keyFile: '' },
      ...{ isKubernetes: false, bumpBy: bumpBy?.toString() ?? '', members },
      expected: await app.client.runbook.expectedHash({
        ...{ path, revision, compactRevision: source.compactRevision, bumpBy },
      }),
    } satisfies RunbookInput
    const folder = join(dir.path, 'run book')
    const saved = await app.client.runbook.save({ folder, input })
    expect(saved.files).toEqual([
      'runbook.txt',
      'runbook.md',
      'restore-m1.sh',
      'restore-m2.sh',
      'restore-m3.sh',
    ])
    expect(await failureOf(app.client.runbook.save({ folder, input }))).toMatchObject({
      ...{ code: 'exists', details: { field: 'folder' } },
    })
    expect(await readFile(join(folder, 'runbook.txt'), 'utf8')).toContain(`must print ${input.expected.hash}`)

    const scripts = members.map(({ name }) => scriptIn(folder, name))
    const [first = '', second = ''] = scripts
    const [old = ''] = members.map(({ dataDir }) => dataDir)
    await mkdir(join(old, 'member'), { recursive: true })
    await writeFile(join(old, 'member', 'mine'), 'old')
    expect(await runStep(version, first, 'restore', '--dry-run')).toContain('would refuse')
    await expect(runStep(version, first, 'restore')).rejects.toMatchObject({
      stderr: expect.stringContaining('is there: move it aside first'),
    })
    await runStep(version, first, 'aside')
    expect(await readFile(`${old}.before-restored-here/member/mine`, 'utf8')).toBe('old')
    for (const script of scripts)
      for (const step of ['check', 'stop', 'restore']) await runStep(version, script, step)
    expect((await stat(old)).mode & 0o777).toBe(0o700)
    expect(await readdir(join(dir.path, 'a wal'))).toContain('0000000000000000-0000000000000000.wal')
    await expect(runStep(version, second, 'restore')).rejects.toMatchObject({ code: 1 })

    const etcds = scripts.map((script) => startByScript(version, script, '--log-level=error'))
    try {
      const urls = members.map(({ clientUrls }) => clientUrls)
      const ctl = etcdctl(version, urls)
      await until(() => ctl('endpoint', 'health').then(() => true), { timeoutMs: 30_000 })
      expect(await runStep(version, first, 'verify')).toContain('all members agree')
      expect(await contentOf(ctl)).toEqual(before)
      for (const url of urls) expect(await contentOf(etcdctl(version, [url]))).toEqual(before)
      await expect(runStep(version, first, 'stop')).rejects.toMatchObject({
        stderr: expect.stringContaining('etcd still runs'),
      })
      // A cluster that holds anything else is told apart.
      await ctl('put', 'compact_rev_key', '2')
      if (bumpBy !== undefined)
        await expect(runStep(version, first, 'verify')).rejects.toMatchObject({
          stderr: expect.stringContaining('something else than the file'),
        })
    } finally {
      await Promise.all(etcds.map((each) => each[Symbol.asyncDispose]()))
    }

    // One whose owner cannot be set leaves nothing of what it made, and all of what was there.
    const failing = { ...input, owner: 'nobody-of-this-name', token: 'again' }
    const again = members.map((member) => ({ ...member, dataDir: `${member.dataDir}-2`, walDir: '' }))
    await app.client.runbook.save({ folder: `${folder} 2`, input: { ...failing, members: again } })
    await expect(runStep(version, scriptIn(`${folder} 2`, 'm1'), 'restore')).rejects.toMatchObject({
      code: 1,
    })
    expect(await isThere(`${old}-2`)).toBe(false)
    expect(await isThere(join(old, 'member', 'snap', 'db'))).toBe(true)

    // A copy that is damaged is not restored.
    const bytes = await readFile(path)
    bytes[9_000] = (bytes[9_000] ?? 0) ^ 1
    await writeFile(path, bytes)
    await expect(runStep(version, second, 'check')).rejects.toMatchObject({
      stderr: expect.stringContaining('the copy is damaged'),
    })
    expect(await failureOf(sourceOf(app, path))).toMatchObject({
      code: 'corrupt',
      details: { field: 'path' },
    })
  })
})

test('a runbook is not saved with problems, nor where it cannot be whole', async () => {
  await using app = await startTestApp()
  await using dir = await tempDir()
  const file = {
    ...{ path: '/a.db', sizeBytes: 1, sha256: 'a'.repeat(64), hasTrailer: true },
    ...{ revision: 1n, keys: 0, isAuthEnabled: false },
  }
  const member = {
    ...{ name: 'm1', host: '', peerUrls: 'http://a:1', clientUrls: 'http://a:2' },
    ...{ dataDir: '/d', walDir: '', version: '3.5.16' },
  }
  const input = {
    ...{ file, filePath: '/a.db', token: 't', way: 'static-pod' as const, unit: '', owner: '', bumpBy: '' },
    ...{ isKubernetes: true, manifests: join(dir.path, 'manifests'), caFile: '', certFile: '', keyFile: '' },
    members: [member],
  } satisfies RunbookInput
  const folder = join(dir.path, 'book')
  const save = (more: Partial<typeof input>, at = folder) =>
    failureOf(app.client.runbook.save({ folder: at, input: { ...input, ...more } }))
  expect(await save({ members: [{ ...member, dataDir: 'd' }] })).toMatchObject({ code: 'invalid' })
  expect(await save({}, 'book')).toMatchObject({ code: 'invalid', details: { field: 'folder' } })
  expect(await save({}, join(dir.path, 'none', 'book'))).toMatchObject({
    ...{ code: 'precondition', details: { field: 'folder' } },
  })
  expect(await readdir(dir.path)).toEqual([])
  await mkdir(folder)
  expect(await save({})).toMatchObject({ code: 'exists' })
  expect(await readdir(dir.path)).toEqual(['book'])

  // Manifests of static pods leave the kubelet's folder and come back.
  await app.client.runbook.save({ folder: `${folder}-2`, input })
  await mkdir(input.manifests)
  for (const name of ['etcd', 'kube-apiserver']) await writeFile(join(input.manifests, `${name}.yaml`), name)
  const script = scriptIn(`${folder}-2`, 'm1')
  await runStep('3.5.16', script, 'stop')
  expect(await readdir(input.manifests)).toEqual([])
  expect(await readdir(`${input.manifests}.stopped-t`)).toEqual(['etcd.yaml', 'kube-apiserver.yaml'])
  // Nothing was restored: it is not started.
  await expect(runStep('3.5.16', script, 'start')).rejects.toMatchObject({ code: 1 })
  expect(await readdir(input.manifests)).toEqual([])
})
