import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goGetSnippet, goPutSnippet } from '../../../../renderer/features/keys/copy-as/go-snippet'

const key = Uint8Array.of(0x2f, 0x27, 0xff, 0x0a, 0x5c)
const value = Uint8Array.from([1, 0x27, 0xfe, 0x0a])
const plain = { endpoints: ['http://one:2379'] }
const tls = { caFile: '/ca.pem', certFile: '/c.pem', keyFile: '/k.pem' }
const secure = { endpoints: ['https://a', 'https://b'], tls, user: 'u' }

// The fixtures were checked by gofmt (Go 1.19), which tests do not need on their machine.
test.each([
  ['get-plain', goGetSnippet(plain, key)],
  ['put-plain', goPutSnippet(plain, { key, value, lease: 'fffffffffffffffe' })],
  ['get-secure', goGetSnippet(secure, key)],
  ['put-secure', goPutSnippet(secure, { key, value, lease: 'fffffffffffffffe' })],
])('the Go program %s is the one that gofmt accepted', async (name, program) => {
  await expect(program).toMatchFileSnapshot(join('..', '..', '..', 'fixtures', 'go', `${name}.go`))
})
