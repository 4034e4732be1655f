import type { RunbookInput, RunbookMember } from '../../../shared/restore-runbook/input'

/** A member as a person would fill it in. */
export const sampleMember = (at: number, more: Partial<RunbookMember> = {}): RunbookMember => ({
  name: `m${at}`,
  host: '',
  peerUrls: `https://10.0.0.${at}:2380`,
  clientUrls: `https://10.0.0.${at}:2379`,
  dataDir: '/var/lib/etcd',
  walDir: '',
  version: '3.5.16',
  ...more,
})

/** A right input of three members under systemd. */
export const sampleInput = (more: Partial<RunbookInput> = {}): RunbookInput => ({
  file: {
    path: '/home/ops/nightly.db',
    sizeBytes: 20_000_032,
    sha256: 'ab'.repeat(32),
    hasTrailer: true,
    revision: 47_980n,
    keys: 1_204,
    isAuthEnabled: false,
  },
  filePath: '/var/tmp/nightly.db',
  token: 'restored-1',
  way: 'systemd',
  unit: 'etcd',
  manifests: '',
  owner: 'etcd:etcd',
  isKubernetes: false,
  bumpBy: '',
  caFile: '',
  certFile: '',
  keyFile: '',
  members: [sampleMember(1), sampleMember(2), sampleMember(3)],
  ...more,
})
