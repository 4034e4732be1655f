import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DiagnosisReport } from '../../../shared/contract/diagnosis'
import { engineVersions } from '../../support/engines'
import { startEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'

let app: TestApp
beforeEach(async () => {
  app = await startTestApp()
})
afterEach(async () => {
  await app[Symbol.asyncDispose]()
})

/** The first report that is as wanted. */
async function reportOf(
  connectionId: string,
  isWanted: (report: DiagnosisReport) => boolean,
): Promise<DiagnosisReport> {
  for await (const report of app.pull(app.client.diagnosis.watch({ connectionId })))
    if (isWanted(report)) return report
  return expect.unreachable('the reports ended')
}

const found = ({ findings }: DiagnosisReport) => findings.map(({ check }) => check)
const noteOf = (report: DiagnosisReport, check: string) =>
  report.passed.find((each) => each.check === check)?.text

describe.each(engineVersions)('the diagnosis of a cluster, etcd %s', (version) => {
  test('of a healthy one every check is made, and a lost quorum is told', async () => {
    await using etcd = await startEtcd({ version, members: 3 })
    const connectionId = await app.connect(etcd)
    // Disks and schedulers of a test machine may be slow; that is told, and not what is tested.
    const isWell = (report: DiagnosisReport) =>
      report.unchecked.length === 0 && found(report).every((check) => /Disk|Network|Load|Leader/.test(check))
    const well = await reportOf(connectionId, isWell)
    expect(noteOf(well, 'Quorum')).toBe('3 of 3 voting members answer; 1 failure tolerated.')
    expect(noteOf(well, 'Space quota')).toMatch(/ of 2 GiB are taken, at m\d\.$/)
    expect(noteOf(well, 'Access')).toBe('Auth is off; all client URLs are of this machine alone.')
    expect(noteOf(well, 'Clocks')).toMatch(/^3 clocks agree/)

    await Promise.all([etcd.kill(1), etcd.kill(2)])
    const lost = await reportOf(connectionId, (report) => found(report).includes('Leader'))
    expect(found(lost)).toEqual(expect.arrayContaining(['Quorum', 'Leader', 'Members']))
    expect(lost.findings[0]?.severity).toBe('critical')
  })

  test('of one with TLS, auth and a user without rights', async () => {
    const auth = { user: 'root', password: 'planted-secret' } as const
    await using etcd = await startEtcd({ version, tls: 'mutual', auth })
    await etcd.etcdctl('user', 'add', 'nobody:planted-secret')
    const connectionId = await app.connect(etcd, { user: 'nobody', password: 'planted-secret' })
    // A user without rights cannot find the compacted revision by reading, and nothing was compacted that metrics could tell.
    const report = await reportOf(
      connectionId,
      ({ unchecked }) => unchecked.map(({ check }) => check).join() === 'Old revisions',
    )
    expect(noteOf(report, 'Access')).toBe('Auth is enabled.')
    expect(noteOf(report, 'Members')).toContain('1 member answered')
    // The test's certificates are valid for 30 days, which is just not long enough.
    expect(report.findings.filter(({ check }) => check === 'Certificates').map(({ title }) => title)).toEqual(
      [
        'The certificate of member m1 expires in 29 days.',
        'The certificate of this connection (the client certificate) expires in 29 days.',
      ],
    )
    expect(
      JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toMatch(/planted-secret|nobody/)
  })
})
