import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseJsonLine } from '../../../main/transfer/json-lines'
import { bytes } from './panel-reader'
import { describePanels, failureOf } from './panel-tools'

describePanels('the events of a watch panel in a file', (on) => {
  test('an export parses back to the same events', async () => {
    const panel = await on.open('/x/', { prevKv: true })
    const odd = Uint8Array.of(...bytes('/x/'), 0xff, 0)
    const { revision } = await on.client.kv.txn({
      ...{ connectionId: on.connectionId, compare: [], failure: [] },
      success: [
        { kind: 'put', key: odd, value: Uint8Array.of(0xfe, 1) },
        { kind: 'put', key: bytes('/x/clear'), value: bytes('ü "quoted"\n') },
      ],
    })
    await on.put('/x/clear', 'second')
    await on.client.kv.txn({
      ...{ connectionId: on.connectionId, compare: [], failure: [] },
      success: [{ kind: 'delete', key: odd }],
    })
    const state = await on.upTo(panel, revision + 2n)
    const path = join(on.app.home, 'events.jsonl')
    const batches = []
    for await (const batch of on.app.pull(on.client.panels.export({ panel, path }))) batches.push(batch)
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
    expect(batches.at(-1)).toMatchObject({ kind: 'done', rows: 4, path })
    expect(lines.map((line) => (JSON.parse(line) as { event?: string }).event)).toEqual([
      ...[undefined, 'put', 'put', 'put', 'delete', undefined],
    ])
    for (let row = state.firstRow; row < state.rowCount; row++) {
      const event = await on.client.panels.event({ panel, row })
      const line = parseJsonLine(lines[row + 1] ?? '')
      const prev = (JSON.parse(lines[row + 1] ?? '') as { prevKv?: object }).prevKv
      const entry = line.kind === 'entry' ? line.entry : undefined
      if (event.kv) expect(entry).toEqual(event.kv)
      else expect(entry).toMatchObject({ key: event.prevKv?.key, modRevision: revision + 2n })
      const parsed = prev && parseJsonLine(JSON.stringify(prev))
      expect(parsed?.kind === 'entry' ? parsed.entry : undefined).toEqual(event.prevKv)
    }
    const again = async () => {
      await on.app.pull(on.client.panels.export({ panel, path })).next()
    }
    expect(await failureOf(again())).toMatchObject({ code: 'exists' })
    await on.client.panels.close({ panel })
  })
})
