import { expect, test } from 'vitest'
import {
  addCommand,
  moveLeaderCommand,
  promoteCommand,
  removeCommand,
  updateCommand,
} from '../../../../renderer/features/cluster/members/member-command'
import {
  likelyClientUrl,
  startCommand,
  startEnvironment,
} from '../../../../renderer/features/cluster/members/start-text'

const target = { endpoints: ['http://a:2379', 'http://b:2379'], user: 'root' }
const etcdctl = 'etcdctl --endpoints=http://a:2379,http://b:2379 --user=root'

test('each change is the etcdctl command it stands for, without a password', () => {
  const peerUrls = ['http://d:2380', 'http://e:2380']
  expect(addCommand(target, { name: 'm4', peerUrls, isLearner: true })).toBe(
    `${etcdctl} member add m4 --peer-urls=http://d:2380,http://e:2380 --learner\n`,
  )
  expect(addCommand(target, { name: "it's", peerUrls: ['http://d:1'], isLearner: false })).toBe(
    `${etcdctl} member add 'it'\\''s' --peer-urls=http://d:1\n`,
  )
  expect(promoteCommand(target, 'ab12')).toBe(`${etcdctl} member promote ab12\n`)
  expect(removeCommand(target, 'ab12')).toBe(`${etcdctl} member remove ab12\n`)
  expect(updateCommand(target, 'ab12', ['http://d:1'])).toBe(
    `${etcdctl} member update ab12 --peer-urls=http://d:1\n`,
  )
})

test('moving the leader asks the leader alone', () => {
  expect(moveLeaderCommand(target, 'http://b:2379', 'ab12')).toBe(
    'etcdctl --endpoints=http://b:2379 --user=root move-leader ab12\n',
  )
})

const member = {
  id: 'b',
  name: 'm4',
  peerUrls: ['https://d:2380'],
  clientUrls: ['http://d:2379'],
  dataDir: "/var/lib/m4's data",
}
const members = [{ id: 'a', name: 'm1', peerUrls: ['https://a:2380'] }]

test('the command that starts a member quotes for a shell, the environment file does not', () => {
  const command = startCommand(member, members)
  expect(command).toContain("etcd \\\n  --name=m4 \\\n  --data-dir='/var/lib/m4'\\''s data' \\\n")
  expect(command).toContain('--initial-cluster=m1=https://a:2380,m4=https://d:2380 \\\n')
  expect(
    command.endsWith('--peer-trusted-ca-file=/path/to/peer-ca.crt \\\n  --peer-client-cert-auth\n'),
  ).toBe(true)
  const environment = startEnvironment(member, members)
  expect(environment).toContain("ETCD_NAME=m4\nETCD_DATA_DIR=/var/lib/m4's data\n")
  expect(environment).toContain('ETCD_INITIAL_CLUSTER_STATE=existing\n')
  expect(environment).toContain('ETCD_PEER_CLIENT_CERT_AUTH=true\n')
})

test('the client URL that is proposed has the scheme of the others and no address of theirs', () => {
  expect(likelyClientUrl(['http://10.0.0.4:2380'], ['https://10.0.0.1:2379'])).toBe('https://10.0.0.4:2379')
  expect(likelyClientUrl(['http://[::1]:2380'], [])).toBe('http://[::1]:2379')
  expect(likelyClientUrl(['http://127.0.0.1:1'], ['http://127.0.0.1:2379'])).toBe('http://127.0.0.1:2389')
})
