import { expect, test } from 'vitest'
import { readFailure } from '../../../main/snapshot/file-failure'

const system = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' })

test('a file that may not be read, or is not there, is said beside its path', () => {
  const details = { field: 'path', path: '/a/b.db' }
  expect(readFailure(system('EACCES'), '/a/b.db')).toMatchObject({ code: 'denied', details })
  expect(readFailure(system('ENOENT'), '/a/b.db')).toMatchObject({ code: 'notFound', details })
  expect(readFailure(system('EIO'), '/a/b.db')).toMatchObject({ code: 'precondition', details })
})
