import { describe, expect, it } from 'vitest'
import {
  compareVersions,
  formatVersion,
  parseVersion,
  supports,
  type Version,
} from '../../../shared/etcd/version'

const parsed = (text: string): Version => {
  const version = parseVersion(text)
  if (!version) throw new Error(`not a version: ${text}`)
  return version
}

describe('versions', () => {
  it('are read as etcd and its tools write them', () => {
    expect(parsed('v3.6.0-alpha.0')).toEqual({ major: 3, minor: 6, patch: 0, preRelease: 'alpha.0' })
    expect(parsed('3.4')).toEqual({ major: 3, minor: 4, patch: 0 })
    expect(formatVersion(parsed('3.5.16+git'))).toBe('3.5.16')
  })

  it.each(['', '3', 'not_decided', '3.5.x', '3.5.1 beta'])('are not read from %j', (text) => {
    expect(parseVersion(text)).toBeUndefined()
  })

  it('sort by age, pre-releases first', () => {
    const sorted = [
      '3.4.23',
      '3.5.9',
      '3.5.16',
      '3.6.0-alpha.0',
      '3.6.0-rc.2',
      '3.6.0-rc.10',
      '3.6.0',
      '3.10.0',
    ]
    const shuffled = [...sorted].reverse().map(parsed)
    expect(shuffled.sort(compareVersions).map(formatVersion)).toEqual(sorted)
  })

  it('gate what a server can do', () => {
    expect(supports('3.3.27', 'learners')).toBe(false)
    expect(supports('3.4.23', 'learners')).toBe(true)
    expect(supports('3.4.23', 'authStatus')).toBe(false)
    expect(supports('3.5.16', 'downgrade')).toBe(true)
    expect(supports('3.6.0-rc.1', 'etcdutlOnly')).toBe(true)
    expect(supports('3.6.4', 'rangeStream')).toBe(false)
    expect(supports('4.0.0', 'rangeStream')).toBe(true)
    expect(supports('not_decided', 'learners')).toBe(false)
  })
})
