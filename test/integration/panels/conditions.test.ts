import { expect, test } from 'vitest'
import { bytes } from './panel-reader'
import { describePanels, failureOf, specOf } from './panel-tools'

describePanels('the condition of a watch panel', (on) => {
  test('rows that meet the condition are told, from the value at a path on', async () => {
    const condition = { keyContains: 'job', valuePath: 'status.phase', equals: 'Failed' }
    const { id: panel } = await on.client.panels.open({
      connectionId: on.connectionId,
      spec: specOf('/c/'),
      condition,
    })
    const notices = on.app.pull(on.client.panels.notifications({ connectionId: on.connectionId }))
    const first = notices.next()
    await on.put('/c/other', '{"status":{"phase":"Failed"}}')
    await on.put('/c/job-1', '{"status":{"phase":"Running"}}')
    await on.put('/c/job-2', 'status:\n  phase: Failed\n')
    const { value } = await first
    expect(value).toMatchObject({ panel, row: { key: bytes('/c/job-2'), meetsCondition: true } })
    await on.client.panels.setCondition({ panel, condition: { keyContains: 'other' } })
    const second = notices.next()
    await on.put('/c/other', '')
    expect((await second).value).toMatchObject({ row: { key: bytes('/c/other') } })
    await notices.return()
    const wrong = { panel, condition: { keyContains: '', valuePath: 'a[' } }
    expect(await failureOf(on.client.panels.setCondition(wrong))).toMatchObject({
      ...{ code: 'invalid', details: { field: 'valuePath' } },
    })
    await on.client.panels.close({ panel })
  })
})
