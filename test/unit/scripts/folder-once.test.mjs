import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { folderOnce } from '../../../scripts/setup/cache.mjs'

let dir
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'etcdesk-once-'))))
afterEach(() => rm(dir, { recursive: true, force: true }))

const fill = (part) => writeFile(join(part, 'file'), 'complete')

it('fills a folder once', async () => {
  await folderOnce(join(dir, 'engine'), fill)
  await folderOnce(join(dir, 'engine'), () => Promise.reject(new Error('filled twice')))
  expect(await readdir(dir)).toEqual(['engine'])
  expect(await readdir(join(dir, 'engine'))).toEqual(['file'])
})

it('leaves nothing behind when filling fails', async () => {
  const filling = folderOnce(join(dir, 'engine'), async (part) => {
    await fill(part)
    throw new Error('no network')
  })
  await expect(filling).rejects.toThrow('no network')
  expect(await readdir(dir)).toEqual([])
})

it('repairs what an interrupted set-up left behind, and nothing else', async () => {
  await mkdir(join(dir, 'engine.part-abc123'))
  await mkdir(join(dir, 'engine-2'))
  await folderOnce(join(dir, 'engine'), fill)
  expect((await readdir(dir)).sort()).toEqual(['engine', 'engine-2'])
})
