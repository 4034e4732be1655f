import { expect, test } from 'vitest'
import { shownReason } from '../../../../renderer/ui/failure-text'

const shown = (reason: string) => shownReason({ code: 'unavailable', message: 'Nobody answers.', reason })

test.each([
  [
    'No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:1 (2026-11-21T14:00:00.000Z). Resolution note:',
    'connect ECONNREFUSED 127.0.0.1:1',
  ],
  [
    'No connection established. Last error: Protocol error (2026-11-21T14:00:00.000Z). Resolution note: ',
    'Protocol error',
  ],
  ['etcdserver: mvcc: database space exceeded', 'etcdserver: mvcc: database space exceeded'],
])('what grpc-js wraps around a reason is not shown: %s', (reason, wanted) => {
  expect(shown(reason)).toBe(wanted)
})

test('a reason that repeats the message is not shown', () => {
  expect(shown('Nobody answers.')).toBeUndefined()
})
