import { expect, test } from 'vitest'
import { etcdctl } from '../support/etcdctl'
import { startEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

const exact = { exact: true } as const

describeHosts('the speed check', (host) => {
  test('says what it writes, asks, measures, can be stopped, and leaves nothing', async () => {
    await using etcd = await startEtcd({ version: '3.5.16', members: 3 })
    const ctl = etcdctl('3.5.16', etcd.endpoints)
    const keys = async () => (await ctl('get', '', '--prefix', '--keys-only')).trim()
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    const { page } = app
    await connect(page, { name: 'fast', endpoints: etcd.endpoints })
    await page
      .getByRole('navigation', { name: 'Sections', ...exact })
      .getByRole('link', { name: 'Cluster', ...exact })
      .click()
    await page.getByRole('tab', { name: 'Speed check', ...exact }).click()
    const start = page.getByRole('button', { name: 'Start speed check', ...exact })
    const ask = page.getByRole('alertdialog')
    const begin = async (seconds: string, named: string) => {
      await page.getByRole('combobox', { name: 'Duration', ...exact }).click()
      await page.getByRole('option', { name: seconds, ...exact }).click()
      await page.getByText(`Writes ${named}`).waitFor()
      await start.click()
      const words = await ask.innerText()
      expect(words).toContain(named)
      expect(words).toContain(etcd.endpoints[0])
      await ask.getByRole('button', { name: 'Start', ...exact }).click()
    }

    await begin('2 s', '300 keys')
    const result = page.getByRole('region', { name: 'Result of the speed check', ...exact })
    await result.waitFor({ timeout: 30_000 })
    const bars = result.getByRole('table', { name: 'Latency histogram', ...exact })
    await expect.poll(() => bars.getByRole('row').count()).toBeGreaterThan(1)
    const members = result.getByRole('table', { name: 'Disk and network meanwhile', ...exact })
    await expect.poll(() => members.getByRole('row').count()).toBe(4)
    expect(await keys()).toBe('')

    await begin('60 s', '9,000 keys')
    await until(async () => (await keys()) !== '')
    await page.getByRole('button', { name: 'Stop and clean up', ...exact }).click()
    await result.getByText('stopped', exact).waitFor({ timeout: 30_000 })
    expect(await keys()).toBe('')
    expect(app.consoleErrors).toEqual([])
  })
})
