import { describe, expect, it } from 'vitest'
import { etcdErrorTexts } from '../../../main/etcd/etcd-errors'
import { fromGrpc } from '../../../main/etcd/etcd-failure'

const endpoint = 'http://127.0.0.1:2379'
const read = { endpoint, sent: true }
const write = { endpoint, sent: true, write: true }

describe('fromGrpc', () => {
  it('knows every one of its texts whatever the gRPC code, and keeps the original as reason', () => {
    for (const details of etcdErrorTexts) {
      const failure = fromGrpc({ code: 2, details }, read)
      expect(failure.code).not.toBe('internal')
      expect(failure.reason).toBe(details)
      expect(failure.message).toMatch(/^[A-Za-z].*[.]$/)
    }
  })

  it('tells compacted from future, which have the same gRPC code', () => {
    const of = (text: string) =>
      fromGrpc({ code: 11, details: `etcdserver: mvcc: required revision ${text}` }, read).code
    expect([of('has been compacted'), of('is a future revision')]).toEqual(['compacted', 'invalid'])
  })

  it('takes a text for what it is only when it is exactly that', () => {
    expect(fromGrpc({ code: 3, details: 'etcdserver: request is too large, perhaps' }, read).code).toBe(
      'invalid',
    )
    expect(fromGrpc({ code: 3, details: 'etcdserver: toString' }, read).code).toBe('invalid')
  })

  it.each([
    [14, 'etcdserver: request timed out'],
    [14, 'Connection dropped'],
    [13, 'Received RST_STREAM with code 2 (Internal server error)'],
    [4, 'Deadline exceeded after 1.000s'],
    [1, 'Call cancelled'],
  ])('says that the outcome of a sent write is unknown after %i %s', (code, details) => {
    const failure = fromGrpc({ code, details }, write)
    expect(failure.details?.['unknownOutcome']).toBe(true)
    expect(failure.message).toContain('not known whether')
  })

  it('knows the outcome of a read, of a write never sent, and of a write refused', () => {
    const lost = { code: 14, details: 'Connection dropped' }
    expect(fromGrpc(lost, read).details).toEqual({ endpoint })
    expect(fromGrpc(lost, { ...write, sent: false }).details).toEqual({ endpoint })
    const learner = { code: 14, details: 'etcdserver: rpc not supported for learner' }
    expect(fromGrpc(learner, write).details).toEqual({ endpoint })
  })

  it('makes internal of anything it does not know', () => {
    expect(fromGrpc(new TypeError('x'), read).code).toBe('internal')
    expect(fromGrpc({ code: 2, details: 'new text' }, read)).toMatchObject({
      code: 'internal',
      reason: 'new text',
    })
  })
})
