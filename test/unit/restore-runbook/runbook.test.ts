import { describe, expect, test } from 'vitest'
import type { RunbookInput } from '../../../shared/restore-runbook/input'
import { planRunbook } from '../../../shared/restore-runbook/plan'
import { toMarkdown } from '../../../shared/restore-runbook/to-markdown'
import { toText } from '../../../shared/restore-runbook/to-text'
import { writeRunbook } from '../../../shared/restore-runbook/write-runbook'
import { sampleInput, sampleMember } from './sample-input'

const text = (more: Partial<RunbookInput> = {}) => toText(writeRunbook(planRunbook(sampleInput(more))))
const titles = (more: Partial<RunbookInput> = {}) =>
  writeRunbook(planRunbook(sampleInput(more))).steps.map(({ title }) => title)
const one = (version: string, more: Partial<RunbookInput> = {}) =>
  text({ members: [sampleMember(1, { version })], ...more })

describe('a runbook', () => {
  test('tells its steps in their order', () => {
    expect(titles()).toEqual([
      'Copy the file to every machine',
      'Check file and tools on every machine',
      'Stop etcd on every machine',
      'Move the old data aside',
      'Restore every member',
      'Owner and permissions',
      'Start every member',
      'Look whether it is right',
      'If it is to be undone',
    ])
    const ofKubernetes = titles({ isKubernetes: true })
    expect(ofKubernetes.indexOf('Stop the API servers')).toBe(
      ofKubernetes.indexOf('Stop etcd on every machine') - 1,
    )
    expect(ofKubernetes.indexOf('Start Kubernetes again')).toBe(
      ofKubernetes.indexOf('Look whether it is right') + 1,
    )
  })

  test.each([
    ['3.4.23', 'ETCDCTL_API=3 etcdctl snapshot restore'],
    ['3.5.16', '\n      etcdutl snapshot restore'],
    ['3.6.1', '\n      etcdutl snapshot restore'],
  ])('of etcd %s restores by %s', (version, command) => {
    expect(one(version)).toContain(command)
  })

  test('gives each member exactly its own flags, and the same list and token to all', () => {
    const members = [
      sampleMember(1, { version: '3.4.27' }),
      sampleMember(2, { walDir: '/fast disk/wal/', peerUrls: 'https://10.0.0.2:2380 https://10.1.0.2:2380' }),
    ]
    const all = text({ members, bumpBy: '1000000000' })
    const cluster = 'm1=https://10.0.0.1:2380,m2=https://10.0.0.2:2380,m2=https://10.1.0.2:2380'
    expect(all).toContain(
      [
        '      etcdutl snapshot restore /var/tmp/nightly.db \\',
        '        --name m2 \\',
        '        --data-dir /var/lib/etcd \\',
        "        --wal-dir '/fast disk/wal' \\",
        `        --initial-cluster ${cluster} \\`,
        '        --initial-cluster-token restored-1 \\',
        '        --initial-advertise-peer-urls https://10.0.0.2:2380,https://10.1.0.2:2380 \\',
        '        --bump-revision 1000000000 \\',
        '        --mark-compacted',
      ].join('\n'),
    )
    expect(all.split(`--initial-cluster ${cluster}`)).toHaveLength(3)
    expect(all).toContain(
      "test ! -e '/fast disk/wal.before-restored-1' && mv -- '/fast disk/wal' '/fast disk/wal.before-restored-1'",
    )
    expect(all).not.toContain('--skip-hash-check')
    expect(all).toContain('The members’ etcd differ (3.4, 3.5)')
  })

  test('skips the check of the hash only where the file has none', () => {
    const { file } = sampleInput()
    expect(text({ file: { ...file, hasTrailer: false } })).toContain('--skip-hash-check')
  })

  test('says which hash the members must have, at the revision of the file', () => {
    const expected = { hash: 4_242, revision: 47_980n }
    expect(text({ expected })).toContain('must print 4242 for every member')
    expect(text({ expected })).toContain('endpoint hashkv --cluster --rev=47980')
    expect(text({ expected, bumpBy: '10' })).not.toContain('--rev=')
    expect(text()).toContain('must print the same number for every member')
  })

  test('moves static pods out of the kubelet’s sight and back, and nothing is deleted anywhere', () => {
    const pods = text({
      way: 'static-pod',
      manifests: '/etc/kubernetes/manifests/',
      isKubernetes: true,
      unit: '',
    })
    const parked = '/etc/kubernetes/manifests.stopped-restored-1'
    expect(pods).toContain(`mv -n -- /etc/kubernetes/manifests/etcd.yaml ${parked}/`)
    expect(pods).toContain(`mv -n -- ${parked}/kube-apiserver.yaml /etc/kubernetes/manifests/`)
    expect(pods).toContain('#   - --initial-cluster-state=existing')
    expect(pods).toContain('informers then show stale objects')
    for (const way of ['systemd', 'static-pod', 'by-hand'] as const)
      expect(text({ way, manifests: '/m' })).not.toMatch(/\brm\b/)
  })

  test('asks with certificates, and for a password only by a prompt', () => {
    const { file } = sampleInput()
    const secured = text({
      ...{ caFile: '/pki/ca.crt', certFile: '/pki/c.crt', keyFile: '/pki/c.key' },
      file: { ...file, isAuthEnabled: true },
    })
    expect(secured).toContain(
      '--cacert=/pki/ca.crt --cert=/pki/c.crt --key=/pki/c.key --user=root endpoint health',
    )
    expect(secured).not.toMatch(/password=|--user=root:/i)
  })

  test('in Markdown keeps what was typed from being taken for Markdown', () => {
    const members = [sampleMember(1, { name: 'a`b*c', dataDir: '/d`' })]
    const markdown = toMarkdown(writeRunbook(planRunbook(sampleInput({ members }))))
    expect(markdown).toContain('on a\\`b\\*c (10.0.0.1)')
    expect(markdown).toContain("--name 'a`b*c'")
    expect(markdown.split('\n').filter((line) => line.startsWith('```')).length % 2).toBe(0)
  })
})
