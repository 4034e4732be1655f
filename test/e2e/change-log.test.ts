import { delimiter } from 'node:path'
import { expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { etcdctl } from '../support/etcdctl'
import { startEtcd } from '../support/etcd-server'
import { localEndpoints } from '../support/local-cluster-files'
import { tempDir } from '../support/temp-dir'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

describeHosts('the change log and the schedule', (host) => {
  test('are turned on; a snapshot is saved by itself, and a cluster is made as it was at a revision', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    const ctl = etcdctl('3.5.16', etcd.endpoints)
    await ctl('put', '/app/color', 'red')
    await using home = await tempDir()
    const path = [engineDir('3.5.16'), process.env['PATH']].join(delimiter)
    await using app = await launchApp({ host, home: home.path, env: { PATH: path } })
    const { page } = app
    await connect(page, { name: 'shop', endpoints: etcd.endpoints })
    const rail = page.getByRole('navigation', { name: 'Sections', ...exact })
    await rail.getByRole('link', { name: 'Snapshots', ...exact }).click()

    const schedule = page.getByRole('region', { name: 'Schedule', ...exact })
    await schedule.getByRole('button', { name: 'Set a schedule…', ...exact }).click()
    const times = page.getByRole('dialog', { name: 'Schedule of snapshots', ...exact })
    const hours = times.getByRole('textbox', { name: 'Every so many hours', ...exact })
    await hours.fill('0')
    await times.getByText('At least every hour.').waitFor()
    await hours.fill('2')
    await times.getByRole('button', { name: 'Set schedule', ...exact }).click()
    await schedule.getByText('Every 2 hours, the newest 10 are kept').waitFor()
    await schedule.getByText('1 snapshot of its own').waitFor()

    const log = page.getByRole('region', { name: 'Change log', ...exact })
    await log.getByRole('button', { name: 'Turn on…', ...exact }).click()
    const turnOn = page.getByRole('dialog', { name: 'Turn the change log on', ...exact })
    await turnOn.getByRole('button', { name: 'Turn on', ...exact }).click()
    await log.getByText('live', exact).waitFor()
    await ctl('put', '/app/color', 'green')
    await ctl('del', '/app/color')
    await log.getByText('rev 2 to 4').waitFor()

    await log.getByRole('button', { name: 'Restore to a revision…', ...exact }).click()
    const dialog = page.getByRole('dialog', { name: 'Restore to a revision', ...exact })
    const revision = dialog.getByRole('textbox', { name: 'Revision', ...exact })
    await dialog.getByText('delete /app/color').waitFor()
    await revision.fill('9')
    await dialog.getByText('Revision 9 is not in the change log.').waitFor()
    await revision.fill('3')
    await dialog.getByText('put /app/color').waitFor()
    await dialog.getByRole('textbox', { name: 'Cluster name', ...exact }).fill('as-it-was')
    await dialog.getByRole('button', { name: 'Restore', ...exact }).click()
    await dialog.getByText('hash is the live one').waitFor({ timeout: 60_000 })
    const [endpoint = ''] = await localEndpoints(home.path)
    expect(await etcdctl('3.5.16', [endpoint])('get', '/app/color', '--print-value-only')).toBe('green\n')
    await dialog.getByRole('button', { name: 'Open', ...exact }).click()
    await page.getByRole('tab', { name: 'as-it-was' }).waitFor()
    expect(app.consoleErrors).toEqual([])
  })
})
