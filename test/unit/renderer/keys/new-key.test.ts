import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBase64 } from '../../../../shared/wire'
import { prefixForNewKey } from '../../../../renderer/features/keys/new-key-prefix'
import { folderOf } from '../../../../renderer/features/keys/folder-of'
import { parseBytes } from '../../../../renderer/features/keys/parse-bytes'
import { noRows, type RowWindow } from '../../../../renderer/stores/row-window'

const path = (text: string) => new TextEncoder().encode(text)
const slash = path('/')
const window: RowWindow = {
  version: 1,
  rowCount: 1,
  from: 0,
  rows: [
    {
      path: path('/registry/pods'),
      name: 'pods',
      level: 2,
      isKey: false,
      isFolder: true,
      isExpanded: false,
      count: 3,
      position: 1,
      siblings: 1,
      isLoading: false,
    },
  ],
}

describe('a new key', () => {
  it('begins in the selected folder', () => {
    expect(prefixForNewKey(window, path('/registry/pods'), slash)).toEqual(path('/registry/pods/'))
    expect(prefixForNewKey(window, path('/registry/pods/a'), slash)).toEqual(path('/registry/pods/'))
    expect(prefixForNewKey(noRows, path('top'), slash)).toEqual(path(''))
    expect(prefixForNewKey(noRows, undefined, slash)).toEqual(path(''))
  })

  it('begins where the last separator ends, of however many bytes; with none it begins with nothing', () => {
    expect(prefixForNewKey(noRows, path('a::b::c'), path('::'))).toEqual(path('a::b::'))
    expect(prefixForNewKey(window, path('/registry/pods'), path('::'))).toEqual(path('/registry/pods::'))
    expect(prefixForNewKey(window, path('/registry/pods'), path(''))).toEqual(path(''))
  })

  it('takes any bytes as hex or Base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
        expect(parseBytes(hex, 'hex').bytes).toEqual(bytes)
        expect(parseBytes(toBase64(bytes), 'base64').bytes).toEqual(bytes)
      }),
    )
  })

  it('takes text as it is', () => {
    expect(parseBytes('a\\x00 ü\n', 'text').bytes).toEqual(path('a\\x00 ü\n'))
  })

  it('says what is wrong with a value', () => {
    expect(parseBytes('0x00', 'hex').problem).toMatch(/Line 1/)
    expect(parseBytes('a*b', 'base64').problem).toMatch(/made of/)
    expect(parseBytes('abcde', 'base64').problem).toMatch(/cut off/)
  })
})

describe('the folder of a path', () => {
  it('ends with the separator, whichever it is', () => {
    expect(folderOf(path('/a/b'), path('/'))).toEqual(path('/a/'))
    expect(folderOf(path('a::b:c'), path('::'))).toEqual(path('a::'))
    expect(folderOf(path('a/b'), path(':'))).toEqual(path(''))
    expect(folderOf(path('a/b'), path(''))).toEqual(path(''))
  })
})
