import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../../../main/local/folders'
import { tempDir } from '../../support/temp-dir'

test('many folders below one that is not there are made at the same time', async () => {
  await using home = await tempDir()
  for (let round = 0; round < 20; round++) {
    const dirs = Array.from({ length: 50 }, (_, i) => join(home.path, `round-${round}`, 'below', String(i)))
    await Promise.all([...dirs, ...dirs].map(makeFolder))
    expect((await stat(dirs[49] ?? '')).isDirectory()).toBe(true)
  }
})
