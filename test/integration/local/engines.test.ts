import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Engines } from '../../../main/local/engines/engines'
import { installRows } from '../../../main/local/engines/install-rows'
import { archiveName } from '../../../main/local/engines/release'
import type { EngineInstallRow } from '../../../shared/contract/engines'
import { engineDir, haveEngine } from '../../support/engines'
import { tempDir } from '../../support/temp-dir'

const version = '3.5.16'
const test = it.skipIf(!haveEngine(version))
type Serve = (response: ServerResponse, archive: Buffer) => void

/** A release page on loopback with a real archive of the real programs. */
async function releases(options: { sum?: string; serve?: Serve } = {}) {
  const dir = await tempDir()
  const name = archiveName(version)
  const folder = name.replace('.tar.gz', '')
  await mkdir(join(dir.path, folder))
  for (const program of ['etcd', 'etcdctl', 'etcdutl'])
    await copyFile(join(engineDir(version) ?? '', program), join(dir.path, folder, program))
  await promisify(execFile)('tar', ['--use-compress-program=gzip -1', '-cf', name, folder], { cwd: dir.path })
  const archive = await readFile(join(dir.path, name))
  const sum = options.sum ?? createHash('sha256').update(archive).digest('hex')
  const serve: Serve =
    options.serve ?? ((response, bytes) => response.setHeader('content-length', bytes.length).end(bytes))
  const server = createServer((request, response) => {
    if (request.url === `/v${version}/SHA256SUMS`)
      return response.end(`${'0'.repeat(64)}  other.zip\n${sum}  ${name}\n`)
    if (request.url === `/v${version}/${name}`) return serve(response, archive)
    return response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    home: join(dir.path, 'home'),
    leftovers: () => readdir(join(dir.path, 'home', 'engines')),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await dir[Symbol.asyncDispose]()
    },
  }
}

describe('installing an engine from a release', () => {
  test('verified, unpacked, found, with progress', async () => {
    await using page = await releases()
    const engines = new Engines({ home: page.home, searchPath: '', releasesUrl: page.url })
    await expect(engines.choose()).rejects.toMatchObject({ failure: { code: 'precondition' } })
    const rows: EngineInstallRow[] = []
    for await (const batch of installRows(engines, version, new AbortController().signal)) rows.push(...batch)
    expect(rows.at(-1)).toMatchObject({
      phase: 'done',
      engine: { id: 'app:3.5.16', version, etcdutlVersion: version },
    })
    expect(
      rows.some(
        ({ phase, bytes, total }) => phase === 'download' && bytes !== undefined && total !== undefined,
      ),
    ).toBe(true)
    expect(await page.leftovers()).toEqual([version])
    expect(await engines.choose()).toMatchObject({ id: 'app:3.5.16', source: 'app' })
    expect((await engines.install({ version })).id).toBe('app:3.5.16')
  })

  test('a wrong checksum is refused and nothing stays', async () => {
    await using page = await releases({ sum: 'f'.repeat(64) })
    const engines = new Engines({ home: page.home, searchPath: '', releasesUrl: page.url })
    await expect(engines.install({ version })).rejects.toMatchObject({ failure: { code: 'corrupt' } })
    expect(await page.leftovers()).toEqual([])
  })

  test('a version that does not exist is not found, and nothing else is installed for it', async () => {
    await using page = await releases()
    const engines = new Engines({ home: page.home, searchPath: '', releasesUrl: page.url })
    await expect(engines.install({ version: '3.5.999' })).rejects.toMatchObject({
      failure: { code: 'notFound' },
    })
    expect(await page.leftovers()).toEqual([])
  })

  test('a download cut in the middle says so and nothing stays', async () => {
    await using page = await releases({
      serve: (response, archive) => {
        response.setHeader('content-length', archive.length)
        response.write(archive.subarray(0, archive.length / 2), () => response.destroy())
      },
    })
    const { installFromRelease } = await import('../../../main/local/engines/release')
    const targetDir = join(page.home, 'engines', version)
    await expect(installFromRelease({ version, targetDir, baseUrl: page.url })).rejects.toMatchObject({
      failure: { code: 'unavailable', message: expect.stringContaining('cut off') as string },
    })
    expect(await page.leftovers()).toEqual([])
  })

  test('canceled in the middle: over at once, nothing stays, and it can be done again', async () => {
    let half = true
    await using page = await releases({
      serve: (response, archive) => {
        response.setHeader('content-length', archive.length)
        if (half) response.write(archive.subarray(0, archive.length / 2))
        else response.end(archive)
      },
    })
    const engines = new Engines({ home: page.home, searchPath: '', releasesUrl: page.url })
    for await (const [row] of installRows(engines, version, new AbortController().signal)) {
      if (row.phase !== 'download' || !row.bytes) continue
      await expect(engines.install({ version })).rejects.toMatchObject({ failure: { code: 'precondition' } })
      break
    }
    expect(await page.leftovers()).toEqual([])
    half = false
    expect((await engines.install({ version })).version).toBe(version)
  })
})

describe('finding engines', () => {
  test('settings come first, then the newest; tools on PATH are found with their versions', async () => {
    const searchPath = [engineDir('3.4.23'), engineDir(version)].join(':')
    await using home = await tempDir()
    const byPath = await new Engines({ home: home.path, searchPath }).list()
    expect(byPath.engines.map(({ id }) => id)).toEqual(['path:3.5.16', 'path:3.4.23'])
    expect(byPath).toMatchObject({ defaultId: 'path:3.5.16', problems: [] })
    const enginePath = () => join(engineDir('3.4.23') ?? '', 'etcd')
    const bySettings = await new Engines({ home: home.path, searchPath, enginePath }).list()
    expect(bySettings.defaultId).toBe('settings:3.4.23')
  })

  test.each([
    ['not executable', 0o644, '#!/bin/sh\necho etcd Version: 3.5.16\n', 'is not executable'],
    ['some other program', 0o755, '#!/bin/sh\necho hello\n', 'is not etcd'],
    ['not a program', 0o755, '\u0000\u0001', 'is not etcd'],
  ])(
    'a path in the settings that is %s is named, and is not replaced silently',
    async (_, mode, text, words) => {
      await using home = await tempDir()
      const path = join(home.path, 'etcd')
      await writeFile(path, text)
      await chmod(path, mode)
      const engines = new Engines({
        home: home.path,
        searchPath: engineDir(version) ?? '',
        enginePath: () => path,
      })
      const { problems } = await engines.list()
      expect(problems[0]).toMatchObject({ source: 'settings', path, failure: { code: 'precondition' } })
      expect(problems[0]?.failure.message).toContain(path)
      expect(problems[0]?.failure.message).toContain(words)
      await expect(engines.choose()).rejects.toMatchObject({ failure: { details: { path } } })
    },
  )
})
