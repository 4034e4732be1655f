import { describe, expect, it } from 'vitest'
import { limitInWords } from '../../../../renderer/features/keys/value/request-limit'
import { fileNameFor } from '../../../../renderer/features/keys/value/value-file'
import { withView } from '../../../../renderer/features/keys/value/view-memory'

describe('a value as a file', () => {
  it('is named after the last part of its key', () => {
    const names = ['/app/config.json', '/a/b/', '/', '..', 'x\\x00y', '/ümlaut 1'].map(fileNameFor)
    expect(names).toEqual(['config.json', 'b', 'value', 'value', 'x_x00y', 'ümlaut_1'])
  })
})

describe('a value over the limit', () => {
  it('is told the limit, and where it stands', () => {
    const far = {
      code: 'exhausted',
      message: 'A limit was reached.',
      reason: 'grpc: received message larger than max (3145768 vs. 2097152)',
    } as const
    expect(limitInWords(far, 3 * 1024 * 1024)).toMatch(
      /The value has 3 MiB; this etcd takes 1.5 MiB .*--max-request-bytes/,
    )
    const near = { ...far, reason: 'etcdserver: request is too large' }
    expect(limitInWords(near, 1_600_000)).toMatch(/1.5 MiB unless it is set by --max-request-bytes/)
    expect(limitInWords({ ...far, reason: 'etcdserver: mvcc: database space exceeded' }, 1)).toBe('')
    expect(limitInWords({ code: 'conflict', message: '' }, 1)).toBe('')
  })
})

describe('the view of a folder', () => {
  it('is remembered for the newest few hundred', () => {
    let views = {}
    for (let at = 0; at < 400; at++) views = withView(views, `/f${at}/`, 'hex')
    views = withView(views, '/f150/', 'yaml')
    expect(Object.keys(views)).toHaveLength(300)
    expect(Object.entries(views).at(-1)).toEqual(['/f150/', 'yaml'])
    expect(views).not.toHaveProperty('/f99/')
  })
})
