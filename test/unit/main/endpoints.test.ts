import { expect, test } from 'vitest'
import { checkEndpoints } from '../../../main/connections/endpoints'
import { toFailure } from '../../../shared/failure'

const messageOf = (...endpoints: string[]) => {
  try {
    return checkEndpoints(endpoints, { tls: false }).join()
  } catch (error) {
    return toFailure(error).message
  }
}

test.each([
  ['http://127.0.0.1:2379', 'http://127.0.0.1:2379'],
  [' https://etcd.example:2379/ ', 'https://etcd.example:2379'],
  ['http://[::1]:12379', 'http://[::1]:12379'],
  ['HTTP://node', 'http://node:2379'],
  ['https://node:443', 'https://node:443'],
])('%s is taken', (endpoint, wanted) => {
  expect(messageOf(endpoint)).toBe(wanted)
})

test.each([
  ['127.0.0.1:2379', 'write http://127.0.0.1:2379, or https://127.0.0.1:2379 for TLS'],
  ['localhost', 'has no scheme'],
  ['http://127.0.0.1:99999', 'has the port “99999”: a port is a number from 1 to 65535'],
  ['http://127.0.0.1:0', 'a port is a number from 1 to 65535'],
  ['http://127.0.0.1:', 'a port is a number from 1 to 65535'],
  ['ftp://127.0.0.1:21', 'begins with ftp://'],
  ['http://127.0.0.1:2379/v3', 'something after the port'],
  ['http://', 'is not an address'],
  ['', 'An endpoint is empty'],
])('%s is refused with what to write instead', (endpoint, wanted) => {
  expect(messageOf(endpoint)).toContain(wanted)
})

test('an endpoint with a password in it is refused without repeating it', () => {
  expect(messageOf('http://root:hunter2@127.0.0.1:2379')).not.toContain('hunter2')
})

test('http and https do not mix', () => {
  expect(messageOf('http://a:1', 'https://b:2')).toContain('use one or the other')
})

test('http is refused where TLS is asked for', () => {
  const check = () => checkEndpoints(['http://a:2379'], { tls: true })
  expect(check).toThrow('write https://a:2379')
})
