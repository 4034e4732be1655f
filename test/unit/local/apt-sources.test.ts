import { describe, expect, it } from 'vitest'
import {
  archiveCandidates,
  formatSource,
  parseListFile,
  parseSourcesFile,
} from '../../../main/local/engines/apt-sources'

const list = `
# deb http://commented.example/debian bookworm main
deb [arch=amd64,arm64 signed-by=/usr/share/keyrings/a.gpg lang=none] http://mirror.example/debian bookworm main contrib # own
deb-src http://mirror.example/debian bookworm main
deb http://mirror.example/debian bookworm-updates main
deb https://vendor.example/apt bookworm main
deb http://flat.example/repo ./
`

const deb822 = `# a comment
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm
 bookworm-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb
URIs: https://vendor.example/node
Suites: nodistro
Components: main
`

describe("the machine's package sources", () => {
  it('reads the one-line format with its options', () => {
    const sources = parseListFile(list)
    expect(sources).toHaveLength(4)
    expect(sources[0]).toMatchObject({ suites: ['bookworm'], components: ['main', 'contrib'] })
    expect([...(sources[0]?.options ?? [])]).toEqual([
      ['Architectures', 'amd64 arm64'],
      ['Signed-By', '/usr/share/keyrings/a.gpg'],
    ])
  })

  it('reads deb822 with continuations, an embedded key, and leaves out what is disabled', () => {
    const sources = parseSourcesFile(deb822)
    expect(sources.map(({ uris }) => uris[0])).toEqual([
      'http://mirror.example/debian',
      'https://vendor.example/node',
    ])
    expect(sources[0]?.suites).toEqual(['bookworm', 'bookworm-updates'])
    expect(sources[0]?.options.get('Signed-By')).toContain('\n mQINBF\n')
  })

  it('tells the archive from repositories of vendors in either format', () => {
    for (const sources of [parseListFile(list), parseSourcesFile(deb822)]) {
      const [first, ...others] = archiveCandidates(sources, 'bookworm')
      expect(first?.uris).toEqual(['http://mirror.example/debian'])
      expect(others).toEqual([])
    }
  })

  it('writes what it read for another suite, key included, so that apt can read it again', () => {
    const [source] = parseSourcesFile(deb822)
    const text = source ? formatSource(source, 'trixie') : ''
    expect(parseSourcesFile(text)).toMatchObject([
      { suites: ['trixie'], uris: source?.uris, options: source?.options },
    ])
    expect(text).toContain('Targets: Packages')
  })
})
