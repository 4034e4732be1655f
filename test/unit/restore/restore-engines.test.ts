import { describe, expect, test } from 'vitest'
import {
  chooseRestoreEngine,
  missingTools,
  restoreEngines,
  writtenBy,
} from '../../../main/restore/restore-engines'
import type { Engine } from '../../../shared/contract/engines'
import { toFailure } from '../../../shared/failure'

/** An etcd with its tools beside it, all of its version unless said otherwise. */
const engine = (version: string, more: Partial<Engine> = {}): Engine => ({
  ...{ id: `app:${version}`, version, source: 'app', etcd: `/${version}/etcd` },
  ...{ etcdctl: `/${version}/etcdctl`, etcdctlVersion: version },
  ...{ etcdutl: `/${version}/etcdutl`, etcdutlVersion: version },
  ...more,
})
const none = { etcdutl: undefined, etcdutlVersion: undefined }
const chosen = (engines: Engine[], version: string | undefined, engineId?: string) =>
  chooseRestoreEngine(restoreEngines(engines, version), { version, engineId })

describe('the etcd that restores a file', () => {
  test('is the newest that opens its data: of its minor version or of the next', () => {
    const all = [engine('3.4.23', none), engine('3.5.16'), engine('3.6.4')]
    expect(chosen(all, '3.4').id).toBe('app:3.5.16')
    expect(chosen(all, '3.5').id).toBe('app:3.6.4')
    expect(chosen(all, undefined).id).toBe('app:3.6.4')
    expect(() => chosen(all, '3.6', 'app:3.5.16')).toThrow('older than the file')
    expect(() => chosen(all, '3.4', 'app:3.6.4')).toThrow('opens data of etcd 3.5 and newer')
    expect(() => chosen(all, '3.4', 'app:3.5.1')).toThrow('not on this machine any more')
  })

  test('needs the tool of its own minor version beside it', () => {
    expect(chosen([engine('3.4.23', none)], '3.4').tool).toMatchObject({
      program: 'etcdctl',
      version: '3.4.23',
    })
    expect(chosen([engine('3.5.16')], '3.5').tool).toMatchObject({ program: 'etcdutl' })
    // Deprecated, and there.
    expect(chosen([engine('3.5.16', none)], '3.5').tool).toMatchObject({ program: 'etcdctl' })
    const [only] = restoreEngines([engine('3.6.4', none)], '3.6')
    expect(only).toMatchObject({ tool: undefined, problem: expect.stringContaining('etcdutl 3.6') as string })
    // PATH mixes a server and the tools of another version.
    const [mixed] = restoreEngines([engine('3.5.16', { ...none, etcdctlVersion: '3.4.23' })], '3.5')
    expect(mixed?.problem).toContain('etcdutl 3.5')
  })

  test('is missing: said with what to install', () => {
    expect(missingTools([], '3.4').message).toContain('etcd 3.4 and, beside it, its tool etcdctl')
    expect(missingTools([], undefined).message).toContain('There is no etcd on this machine')
    const older = restoreEngines([engine('3.4.23', none)], '3.5')
    expect(missingTools(older, '3.5')).toMatchObject({
      message: expect.stringContaining('its tool etcdutl') as string,
      reason: expect.stringContaining('etcd 3.4.23: It is older') as string,
    })
    try {
      chosen([], '3.5')
    } catch (error) {
      expect(toFailure(error)).toMatchObject({ code: 'precondition', details: { field: 'engineId' } })
    }
    expect.assertions(4)
  })

  test('is found by what the file says wrote it', () => {
    expect(writtenBy({ storageVersion: '3.6.0', clusterVersion: '3.5.0', term: 2n })).toBe('3.6')
    expect(writtenBy({ clusterVersion: '3.4.0' })).toBe('3.4')
    expect(writtenBy({ term: 2n })).toBe('3.5')
    expect(writtenBy({})).toBeUndefined()
  })
})
