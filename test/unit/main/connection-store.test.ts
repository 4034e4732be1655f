import { expect, test } from 'vitest'
import { ConnectionStore } from '../../../main/store/connection-store'
import { tempDir } from '../../support/temp-dir'

const row = (id: string) => ({ id, name: id, endpoints: ['http://127.0.0.1:2379'], readOnly: false })

test('connections that are added and removed at the same time are all kept and gone', async () => {
  await using home = await tempDir()
  const store = new ConnectionStore(home.path)
  await store.load()
  await store.put(row('old'))
  await Promise.all([...['a', 'b', 'c'].map((id) => store.put(row(id))), store.remove('old')])
  const again = new ConnectionStore(home.path)
  await again.load()
  for (const { rows } of [store, again]) expect(rows.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c'])
})
