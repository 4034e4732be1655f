import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { JsonFile } from '../../../main/store/json-file'
import { toFailure } from '../../../shared/failure'
import { tempDir } from '../../support/temp-dir'

const parse = (value: unknown) => {
  if (value === undefined) return { n: 0 }
  if (typeof value === 'object' && value !== null && 'n' in value) return value as { n: number }
  throw new Error('no n')
}

test('many writes at once end with the last, and leave nothing beside the file', async () => {
  await using dir = await tempDir()
  const file = new JsonFile(join(dir.path, 'state.json'), parse)
  expect(await file.read()).toEqual({ n: 0 })
  await Promise.all(Array.from({ length: 20 }, (_, n) => file.write({ n })))
  expect(await file.read()).toEqual({ n: 19 })
  expect(await readdir(dir.path)).toEqual(['state.json'])
})

test('what was given to it is on disk when it has settled', async () => {
  await using dir = await tempDir()
  const file = new JsonFile(join(dir.path, 'state.json'), parse)
  void file.write({ n: 1 })
  void file.write({ n: 2 })
  await file.settled()
  expect(await file.read()).toEqual({ n: 2 })
})

test.each(['{"n":', '{"other":1}'])('a damaged file is reported and left as it is: %s', async (content) => {
  await using dir = await tempDir()
  const path = join(dir.path, 'state.json')
  await writeFile(path, content)
  const failure = await new JsonFile(path, parse).read().then(() => undefined, toFailure)
  expect(failure?.code).toBe('corrupt')
  expect(failure?.message).toContain(path)
  expect(await readFile(path, 'utf8')).toBe(content)
})
