import { expect, test } from 'vitest'
import { settleDoubt } from '../../../main/members/in-doubt'
import { fail, toFailure } from '../../../shared/failure'

const unanswered = () =>
  fail('deadline', 'No answer in time.', { details: { endpoint: 'http://a:1', unknownOutcome: true } })

/** Counts how often it is sent, and fails each time. */
function failing(error: Error) {
  const sent = { times: 0 }
  const send = () => {
    sent.times += 1
    return Promise.reject(error)
  }
  return { sent, send }
}

test('a change that is answered is not looked for', async () => {
  const look = () => Promise.reject(new Error('looked'))
  expect(await settleDoubt(() => Promise.resolve(1), look)).toEqual({ value: 1, wasInDoubt: false })
})

test('one that was refused is not looked for either', async () => {
  const { sent, send } = failing(fail('precondition', 'No.'))
  const failure = await settleDoubt(send, () => Promise.resolve(1)).catch(toFailure)
  expect(failure).toMatchObject({ code: 'precondition', message: 'No.' })
  expect(sent.times).toBe(1)
})

test('one without an answer that is seen later was made, and was sent once', async () => {
  const { sent, send } = failing(unanswered())
  let looks = 0
  const look = () => {
    looks += 1
    if (looks === 1) return Promise.reject(fail('unavailable', 'Nobody.'))
    return Promise.resolve(looks === 3 ? 'seen' : undefined)
  }
  expect(await settleDoubt(send, look)).toEqual({ value: 'seen', wasInDoubt: true })
  expect(sent.times).toBe(1)
})

test('one that is never seen stays unknown, says what the look showed, and was sent once', async () => {
  const { sent, send } = failing(unanswered())
  const unseen = await settleDoubt(send, () => Promise.resolve(undefined), { forMs: 1 }).catch(toFailure)
  expect(unseen).toMatchObject({
    code: 'deadline',
    message: 'No answer in time. The members were read again and do not show it.',
    details: { unknownOutcome: true },
  })
  const silent = () => Promise.reject(fail('unavailable', 'Nobody.'))
  const unread = await settleDoubt(send, silent, { forMs: 1 }).catch(toFailure)
  expect(unread).toMatchObject({ message: 'No answer in time. No member could say.' })
  expect(sent.times).toBe(2)
})

test('looking ends with its reader', async () => {
  const stop = new AbortController()
  const { send } = failing(unanswered())
  const look = () => {
    stop.abort()
    return Promise.resolve(undefined)
  }
  expect(await settleDoubt(send, look, { signal: stop.signal }).catch(toFailure)).toMatchObject({
    code: 'canceled',
  })
})
