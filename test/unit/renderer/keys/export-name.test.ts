import { expect, test } from 'vitest'
import { exportName, renameForFormat } from '../../../../renderer/features/keys/transfer/export-name'
import { textToBytes } from '../../../../shared/etcd/key'

const at = new Date(2026, 0, 31, 9, 5)
const prefix = (text: string) => ({ kind: 'prefix', prefix: textToBytes(text) }) as const

test('a name tells where the keys are from and when', () => {
  const name = exportName('local-3', prefix('/registry/pods/'), { format: 'jsonl', at })
  expect(name).toBe('local-3-registry-pods-20260131-0905.jsonl')
})

test('whatever the keys and the connection are called, it is one file name', () => {
  expect(exportName('../prod: eu/1', prefix('/\\xff\\x00/..'), { format: 'etcdctl', at })).toMatch(
    /^[\w][\w.-]*\.sh$/,
  )
  expect(exportName('', prefix(''), { format: 'yaml', at })).toBe('export-20260131-0905.yaml')
})

test('another format changes the ending only, and only an ending that is ours', () => {
  expect(renameForFormat('/a/b.jsonl', 'yaml')).toBe('/a/b.yaml')
  expect(renameForFormat('/a/b.txt', 'yaml')).toBe('/a/b.txt')
})
