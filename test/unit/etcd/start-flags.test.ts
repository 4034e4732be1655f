import { describe, expect, test } from 'vitest'
import { startFlags, variableOf, type NewMember } from '../../../shared/etcd/start-flags'

const added: NewMember = {
  id: 'b',
  name: 'm4',
  peerUrls: ['http://10.0.0.4:2380', 'http://10.0.1.4:2380'],
  clientUrls: ['http://10.0.0.4:2379'],
  dataDir: 'm4.etcd',
}
const members = [
  { id: 'a', name: 'm1', peerUrls: ['http://10.0.0.1:2380'] },
  { id: 'b', name: '', peerUrls: added.peerUrls },
  { id: 'c', name: '', peerUrls: ['http://10.0.0.5:2380'] },
]

describe('the flags of a new member', () => {
  test('name every member of the list, the new one by its name, one that never started by its id', () => {
    expect(Object.fromEntries(startFlags(added, members).map(({ name, value }) => [name, value]))).toEqual({
      name: 'm4',
      'data-dir': 'm4.etcd',
      'initial-cluster':
        'm1=http://10.0.0.1:2380,m4=http://10.0.0.4:2380,m4=http://10.0.1.4:2380,unstarted-c=http://10.0.0.5:2380',
      'initial-cluster-state': 'existing',
      'initial-advertise-peer-urls': 'http://10.0.0.4:2380,http://10.0.1.4:2380',
      'listen-peer-urls': 'http://10.0.0.4:2380,http://10.0.1.4:2380',
      'advertise-client-urls': 'http://10.0.0.4:2379',
      'listen-client-urls': 'http://10.0.0.4:2379',
    })
  })

  test('have places for certificates where URLs are https, for peers and for clients apart', () => {
    const names = (more: Partial<NewMember>) =>
      startFlags({ ...added, ...more }, members)
        .filter(({ name }) => /cert|key|ca-file/.test(name))
        .map(({ name }) => name)
    expect(names({ peerUrls: ['https://10.0.0.4:2380'] })).toEqual([
      'peer-cert-file',
      'peer-key-file',
      'peer-trusted-ca-file',
      'peer-client-cert-auth',
    ])
    expect(names({ clientUrls: ['https://10.0.0.4:2379'] })).toEqual([
      'cert-file',
      'key-file',
      'trusted-ca-file',
      'client-cert-auth',
    ])
  })

  test('stand for environment variables', () => {
    expect(startFlags(added, members).map(variableOf)).toContain('ETCD_INITIAL_CLUSTER_STATE')
  })
})
