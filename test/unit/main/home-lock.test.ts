import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prepareHome } from '../../../main/home'
import { identify } from '../../../main/local/process-identity'
import { HomeLock } from '../../../main/store/home-lock'
import { toFailure } from '../../../shared/failure'
import { tempDir } from '../../support/temp-dir'

const failureOf = (call: Promise<unknown>) => call.then(() => undefined, toFailure)

test('a home that another running process holds is refused, naming process and folder', async () => {
  await using dir = await tempDir()
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  await once(other, 'spawn')
  try {
    await writeFile(join(dir.path, 'lock'), JSON.stringify(await identify(other.pid ?? 0)))
    const failure = await failureOf(HomeLock.acquire(dir.path))
    expect(failure).toMatchObject({ code: 'precondition', details: { pid: other.pid, home: dir.path } })
    expect(failure?.message).toContain(dir.path)
  } finally {
    other.kill('SIGKILL')
    await once(other, 'exit')
  }
  const lock = await HomeLock.acquire(dir.path)
  lock.release()
})

test('a lock whose pid now belongs to another process is taken over', async () => {
  await using dir = await tempDir()
  await writeFile(join(dir.path, 'lock'), JSON.stringify({ pid: process.ppid, startTime: 'another boot' }))
  const lock = await HomeLock.acquire(dir.path)
  lock.release()
  expect(await readdir(dir.path)).toEqual([])
})

test('a damaged lock file does not lock anybody out', async () => {
  await using dir = await tempDir()
  await writeFile(join(dir.path, 'lock'), '{"pid":')
  const lock = await HomeLock.acquire(dir.path)
  lock.release()
})

test('a home that cannot be written is said, with the way out', async () => {
  await using dir = await tempDir()
  const file = join(dir.path, 'file')
  await writeFile(file, '')
  const failure = await failureOf(prepareHome(join(file, 'home')))
  expect(failure?.code).toBe('precondition')
  expect(failure?.message).toMatch(/cannot write to its home folder .*--home or ETCDESK_HOME/)
  expect((await failureOf(prepareHome('/proc/etcdesk/home')))?.code).toBe('precondition')
  await prepareHome(join(dir.path, 'new', 'home'))
  expect(await readdir(join(dir.path, 'new'))).toEqual(['home'])
})
