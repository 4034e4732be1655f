import { describe, expect, test } from 'vitest'
import { checkPeerUrls, splitUrls } from '../../../shared/etcd/peer-urls'
import { toFailure, type Failure } from '../../../shared/failure'

const others = [{ name: 'm1', peerUrls: ['http://10.0.0.1:2380', 'http://10.0.1.1:2380'] }]

function refusal(...urls: string[]): Failure | undefined {
  try {
    checkPeerUrls(urls, others)
    return undefined
  } catch (error) {
    return toFailure(error)
  }
}

describe('peer URLs', () => {
  test('are taken from lines, commas and spaces', () => {
    expect(splitUrls(' http://a:1/,http://b:2\n\thttps://[::1]:3 ')).toEqual([
      'http://a:1',
      'http://b:2',
      'https://[::1]:3',
    ])
    expect(splitUrls('  ')).toEqual([])
  })

  test('that etcd takes are taken', () => {
    expect(
      refusal('http://10.0.0.4:2380', 'https://node-4.example:2380', 'http://[::1]:2380'),
    ).toBeUndefined()
  })

  test.each([
    [[], 'At least one peer URL is needed.'],
    [['10.0.0.4:2380'], '10.0.0.4:2380: A peer URL starts with http:// or https://.'],
    [['http://10.0.0.4'], 'http://10.0.0.4: A peer URL needs its port, for example 2380.'],
    [
      ['http://10.0.0.4:2380/raft'],
      'http://10.0.0.4:2380/raft: A peer URL ends with its port: no path, no query.',
    ],
    [['http://a:1', 'http://a:1'], 'http://a:1 is given twice.'],
  ])('%j are refused: %s', (urls, message) => {
    expect(refusal(...urls)).toMatchObject({ code: 'invalid', message, details: { field: 'peerUrls' } })
  })

  test('of another member are refused with its name', () => {
    expect(refusal('http://10.0.0.4:2380', 'http://10.0.1.1:2380')).toMatchObject({
      code: 'exists',
      message: 'http://10.0.1.1:2380 is a peer URL of m1 already.',
    })
  })
})
