import { expect, test } from 'vitest'
import { EtcdClient } from '../../main/etcd/client'
import { KV } from '../../main/etcd/gen/etcdserverpb/kv_pb'
import { etcdctl } from '../support/etcdctl'
import { startEtcd } from '../support/etcd-server'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { connect } from './driver/connect'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

/** Hangs 250 keys on a lease. */
async function putMany(endpoints: readonly string[], lease: bigint): Promise<void> {
  await using client = new EtcdClient({ endpoints })
  const key = (at: number) => new TextEncoder().encode(`/many/${String(at).padStart(3, '0')}`)
  for (const from of [0, 125]) {
    const success = Array.from({ length: 125 }, (_, at) => ({
      request: { case: 'requestPut' as const, value: { key: key(from + at), lease } },
    }))
    await client.unary(KV.method.txn, { success })
  }
}

describeHosts('leases', (host) => {
  test('are listed, lead to their keys, are attached to a key, kept alive and revoked', async () => {
    await using etcd = await startEtcd({ version: '3.5.16' })
    const ctl = etcdctl('3.5.16', etcd.endpoints)
    const id = /lease (\w+)/.exec(await ctl('lease', 'grant', '600'))?.[1] ?? ''
    for (const key of ['/events/a', '/events/b']) await ctl('put', `--lease=${id}`, key, 'v')
    await ctl('put', '/events/free', 'v')
    const many = /lease (\w+)/.exec(await ctl('lease', 'grant', '600'))?.[1] ?? ''
    await putMany(etcd.endpoints, BigInt(`0x${many}`))

    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    const { page } = app
    await connect(page, { name: 'leases', endpoints: etcd.endpoints })

    const rail = page.getByRole('navigation', { name: 'Sections', exact: true })
    await rail.getByRole('link', { name: 'Leases', exact: true }).click()
    const table = page.getByRole('table', { name: 'Leases', exact: true })
    const row = table.getByRole('row').filter({ hasText: id }).first()
    await table.getByRole('button', { name: `Keys of lease ${many}`, exact: true }).click()
    const keysOfMany = page.getByRole('list', { name: `Keys of lease ${many}`, exact: true })
    await page.getByText('The first 200 of 250 keys.').waitFor()
    await page.getByRole('button', { name: 'Show more', exact: true }).click()
    await until(async () => (await keysOfMany.getByRole('listitem').count()) === 250)
    await row.getByRole('button', { name: `Keys of lease ${id}`, exact: true }).click()
    await page.getByRole('link', { name: '/events/b', exact: true }).click()

    const details = page.getByRole('region', { name: 'Key details', exact: true })
    await until(async () => (await details.innerText()).includes(id))
    await details.getByRole('button', { name: 'Detach', exact: true }).click()
    await until(async () => !(await ctl('lease', 'timetolive', id, '--keys')).includes('/events/b'))
    await details.getByRole('button', { name: 'Attach lease…', exact: true }).click()
    const attach = page.getByRole('dialog', { name: 'Attach lease', exact: true })
    await attach.getByRole('textbox', { name: 'Lease ID', exact: true }).fill(id)
    await attach.getByRole('button', { name: 'Attach', exact: true }).click()
    await until(async () => (await ctl('lease', 'timetolive', id, '--keys')).includes('/events/b'))

    await rail.getByRole('link', { name: 'Leases', exact: true }).click()
    await page.getByRole('button', { name: 'Grant lease', exact: true }).click()
    const grant = page.getByRole('dialog', { name: 'Grant lease', exact: true })
    await grant.getByRole('textbox', { name: 'TTL in seconds', exact: true }).fill('2')
    await grant.getByRole('textbox', { name: 'ID', exact: true }).fill('abc')
    await grant.getByRole('button', { name: 'Grant', exact: true }).click()
    const short = table.getByRole('row').filter({ hasText: '0000000000000abc' })
    await short.getByRole('button', { name: 'Keep alive', exact: true }).click()
    const keptSince = Date.now()
    await until(() => Date.now() - keptSince > 6_000, { timeoutMs: 10_000 })
    expect(await ctl('lease', 'timetolive', 'abc')).toContain('remaining')

    await row.getByRole('button', { name: 'Revoke', exact: true }).click()
    const ask = page.getByRole('alertdialog')
    const named = ask.getByRole('list', { name: 'Keys that are deleted', exact: true })
    await until(async () => (await named.innerText()).includes('/events/b'))
    const typed = ask.getByRole('textbox', { name: `Type ${id} to confirm`, exact: true })
    const revoke = ask.getByRole('button', { name: 'Revoke', exact: true })
    expect(await revoke.isDisabled()).toBe(true)
    await typed.fill(id)
    await revoke.click()
    await until(
      async () => (await ctl('get', '--prefix', '/events', '--keys-only')).trim() === '/events/free',
    )
    await rail.getByRole('link', { name: 'Keys', exact: true }).click()
    await page.getByText('Deleted meanwhile, perhaps with its lease, at revision').waitFor()
    expect(app.consoleErrors).toEqual([])
  })
})
