import { describe, expect, it } from 'vitest'
import { parseEndpoint } from '../../../shared/etcd/endpoint'

describe('parseEndpoint', () => {
  it('takes http and https URLs apart', () => {
    expect(parseEndpoint(' https://etcd.example:2379/ ')).toEqual({
      ...{ url: 'https://etcd.example:2379', secure: true, host: 'etcd.example', port: 2379 },
    })
    expect(parseEndpoint('http://[::1]:80')).toMatchObject({ secure: false, host: '::1', port: 80 })
  })

  it.each([
    ['127.0.0.1:2379', 'An endpoint starts with http:// or https://.'],
    ['ftp://h:1', 'An endpoint starts with http:// or https://.'],
    ['http://h', 'An endpoint needs its port, for example 2379.'],
    ['http://h:0', 'A port is a number from 1 to 65535.'],
    ['http://h:65536', 'A port is a number from 1 to 65535.'],
    ['http://h:2379/v3', 'An endpoint ends with its port: no path, no query.'],
    ['http://user:secret@h:2379', 'An endpoint looks like http://127.0.0.1:2379, nothing more.'],
    ['http://', 'An endpoint looks like http://127.0.0.1:2379, nothing more.'],
  ])('explains what is wrong with %j', (text, message) => {
    const failure = { code: 'invalid', message, details: { field: 'endpoint' } }
    expect(() => parseEndpoint(text)).toThrow(expect.objectContaining({ failure }))
  })
})
