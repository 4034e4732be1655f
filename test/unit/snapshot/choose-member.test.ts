import { expect, test } from 'vitest'
import type { SnapshotMember } from '../../../shared/contract/snapshot'
import { chooseMember } from '../../../main/snapshot/offer'

const member = (name: string, role: SnapshotMember['role'], isHealthy = true): SnapshotMember => ({
  ...{ id: name, name, role, isHealthy, endpoint: name, version: '3.5.16', dbSizeBytes: 1 },
})
const chosen = (...members: SnapshotMember[]) => chooseMember(members)?.name

test('a healthy follower is asked, else the leader, else whoever answers; never a learner', () => {
  expect(chosen(member('l', 'leader'), member('f', 'follower'))).toBe('f')
  expect(chosen(member('f', 'follower', false), member('l', 'leader'))).toBe('l')
  expect(chosen(member('new', 'learner'), member('l', 'leader'))).toBe('l')
  expect(chosen(member('f', 'follower', false))).toBe('f')
  expect(chosen(member('new', 'learner'))).toBeUndefined()
})
