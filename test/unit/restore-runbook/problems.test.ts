import { describe, expect, test } from 'vitest'
import type { RunbookInput, RunbookMember } from '../../../shared/restore-runbook/input'
import { findProblems } from '../../../shared/restore-runbook/problems'
import { countNote, whyNoBump } from '../../../shared/restore-runbook/warnings'
import { sampleInput, sampleMember } from './sample-input'

/** What is said of three members of which the second is changed, each as `PLACE FIELD: SENTENCE`. */
const said = (second: Partial<RunbookMember>, more: Partial<RunbookInput> = {}) =>
  findProblems(
    sampleInput({ members: [sampleMember(1), sampleMember(2, second), sampleMember(3)], ...more }),
  ).map(({ member = '', field, message }) => `${member} ${field}: ${message}`)

describe('a runbook’s input', () => {
  test('that is right has no problem', () => {
    expect(said({})).toEqual([])
    expect(said({ name: 'm "2"', dataDir: "/data/it's here", walDir: '/fast disk/wal' })).toEqual([])
    expect(said({ peerUrls: 'https://[::1]:2380, https://b.example:2380', host: 'core@b.example' })).toEqual(
      [],
    )
  })

  test.each([
    [{ name: ' ' }, '1 name: A member needs its name'],
    [{ name: 'm1 ' }, '1 name: Two members are called m1.'],
    [{ name: 'a=b' }, '1 name: A name has no comma and no ='],
    [{ name: 'a\nb' }, '1 name: A name has no comma'],
    [{ host: 'a; reboot' }, '1 host: A machine is a name or an address'],
    [{ host: '-oProxyCommand' }, '1 host: A machine is a name or an address'],
    [{ version: '' }, '1 version: Which etcd runs there decides the tool'],
    [{ version: 'new' }, '1 version: A version looks like 3.5.16.'],
    [{ version: '3.3.10' }, '1 version: Tools before 3.4'],
    [{ peerUrls: '' }, '1 peerUrls: At least one peer URL is needed.'],
    [{ peerUrls: '10.0.0.2:2380' }, '1 peerUrls: 10.0.0.2:2380: A peer URL starts with http'],
    [{ peerUrls: 'https://10.0.0.1:2380' }, '1 peerUrls: https://10.0.0.1:2380 is a peer URL of m1 already.'],
    [{ clientUrls: '' }, '1 clientUrls: At least one client URL is needed'],
    [{ clientUrls: 'https://10.0.0.2' }, '1 clientUrls: https://10.0.0.2: A client URL needs its port'],
    [{ clientUrls: 'https://10.0.0.3:2379' }, '1 clientUrls: https://10.0.0.3:2379 is a client URL of m3'],
    [{ clientUrls: 'https://10.0.0.2:2380' }, '1 clientUrls: https://10.0.0.2:2380 is its peer URL as well'],
    [{ dataDir: '' }, '1 dataDir: The data folder needs its whole path.'],
    [{ dataDir: 'data' }, '1 dataDir: The data folder needs its whole path, from the root on'],
    [{ dataDir: '//' }, '1 dataDir: The data folder cannot be the root'],
    [{ dataDir: '/a/../b' }, '1 dataDir: The data folder is to be named without . and ..'],
    [{ walDir: 'wal' }, '1 walDir: The WAL folder needs its whole path'],
    [{ walDir: '/var/lib/etcd/wal' }, '1 walDir: The WAL folder lies inside the data folder'],
    [{ walDir: '/var/lib/etcd/' }, '1 walDir: The WAL folder lies inside the data folder'],
    [{ walDir: '/var/lib' }, '1 walDir: The data folder lies inside the WAL folder'],
    [{ host: '10.0.0.1' }, '1 dataDir: m1 has its data there, on the same machine.'],
  ] as const)('with %j says: %s', (second, sentence) => {
    const [first = ''] = said(second).filter((each) => each.startsWith('1 '))
    expect(first.startsWith(sentence), first).toBe(true)
  })

  test.each([
    [{ filePath: 'x.db' }, 'filePath: The snapshot file needs its whole path'],
    [{ token: '' }, 'token: A restored cluster needs a token'],
    [{ token: 'a/../b' }, 'token: A token is of letters'],
    [{ unit: '' }, 'unit: systemd stops and starts etcd'],
    [{ unit: 'a b' }, 'unit: A unit is called'],
    [{ way: 'static-pod', manifests: 'manifests' }, 'manifests: The folder of manifests needs'],
    [{ owner: 'etcd etcd' }, 'owner: An owner is'],
    [{ certFile: '/a.crt' }, 'keyFile: A certificate and its key go together.'],
    [{ bumpBy: '0' }, 'bumpBy: A whole number above 0'],
    [{ bumpBy: '9223372036854775807' }, 'bumpBy: That is more than etcd can count'],
    [{ members: [] }, 'members: A cluster has at least one member.'],
  ] as const)('with %j says: %s', (more, sentence) => {
    const found = findProblems(sampleInput(more as Partial<RunbookInput>))
    expect(found.map(({ field, message }) => `${field}: ${message}`)[0]).toContain(sentence)
  })

  test('raises revisions only where every tool knows how', () => {
    const bump = { bumpBy: '1000000000' }
    expect(said({}, bump)).toEqual([])
    for (const version of ['3.4.26', '3.5.9', '3.5'])
      expect(
        findProblems(sampleInput({ ...bump, members: [sampleMember(1), sampleMember(2, { version })] })),
      ).toMatchObject([{ field: 'bumpBy', message: expect.stringContaining(`m2 (${version})`) }])
    expect(
      whyNoBump([sampleMember(1, { version: '3.4.27' }), sampleMember(2, { version: '3.6.0' })]),
    ).toBeUndefined()
    expect(whyNoBump([sampleMember(1, { version: '3.5' })])).toContain('give the versions whole')
    expect(whyNoBump([sampleMember(1, { version: '3.4.23' })])).toContain('Not all of these tools')
  })

  test('is told what a number of members means', () => {
    expect(countNote(1)).toContain('survives no failure')
    expect(countNote(2)).toContain('Two members are worse than one')
    expect(countNote(3)).toBeUndefined()
    expect(countNote(4)).toBe('4 members survive 1 failure, no more than 3: 3 must agree.')
    expect(countNote(5)).toBeUndefined()
  })

  test('that lacks something is told apart from one that is wrong', () => {
    const [missing, wrong] = findProblems(
      sampleInput({ members: [sampleMember(1, { name: '', dataDir: 'here' })] }),
    )
    expect(missing).toMatchObject({ field: 'name', isMissing: true })
    expect(wrong).toMatchObject({ field: 'dataDir', isMissing: false })
  })
})
