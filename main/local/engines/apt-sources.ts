import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** One package source of this machine, whichever of apt's two file formats it was written in. */
export interface AptSource {
  readonly uris: readonly string[]
  readonly suites: readonly string[]
  readonly components: readonly string[]
  /** Everything else that belongs to trust and reach (`Signed-By`, `Trusted`, …), by its deb822 field name. */
  readonly options: ReadonlyMap<string, string>
}

// One-line options by their deb822 names (sources.list(5)); what selects targets or languages is ours to say.
const carried = new Map([
  ['signed-by', 'Signed-By'],
  ['trusted', 'Trusted'],
  ['arch', 'Architectures'],
  ['architectures', 'Architectures'],
  ['check-valid-until', 'Check-Valid-Until'],
  ['check-date', 'Check-Date'],
  ['allow-insecure', 'Allow-Insecure'],
])

/** Reads the one-line format (`deb [signed-by=…] URI SUITE COMPONENT…`). Only enabled binary sources are returned. */
export function parseListFile(text: string): AptSource[] {
  const sources: AptSource[] = []
  for (const line of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line)
    if (!match?.[2] || !match[3]) continue
    const options = new Map<string, string>()
    for (const option of words(match[1])) {
      const [name = '', value = ''] = option.split(/=(.*)/s)
      const field = carried.get(name.toLowerCase())
      if (field) options.set(field, value.replaceAll(',', ' '))
    }
    sources.push({ uris: [match[2]], suites: [match[3]], components: words(match[4]), options })
  }
  return sources
}

/** Reads the deb822 format (`.sources`, stanzas of fields). Only enabled binary sources are returned. */
export function parseSourcesFile(text: string): AptSource[] {
  const sources: AptSource[] = []
  const uncommented = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
  for (const stanza of uncommented.split(/\n\s*\n/)) {
    const fields = readFields(stanza)
    if (!words(fields.get('types')).includes('deb') || /^(no|false|0)$/i.test(fields.get('enabled') ?? ''))
      continue
    const options = new Map<string, string>()
    for (const [name, value] of fields) {
      const field = carried.get(name)
      if (field) options.set(field, value)
    }
    const [uris, suites, components] = ['uris', 'suites', 'components'].map((name) => words(fields.get(name)))
    if (uris?.length && suites?.length) sources.push({ uris, suites, components: components ?? [], options })
  }
  return sources
}

function readFields(stanza: string): Map<string, string> {
  const fields = new Map<string, string>()
  let last = ''
  for (const line of stanza.split('\n')) {
    // A continuation keeps its leading space: a key embedded in Signed-By is only valid that way.
    if (/^\s+\S/.test(line) && last) fields.set(last, `${fields.get(last)}\n${line}`)
    const match = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line)
    if (!match?.[1]) continue
    last = match[1].toLowerCase()
    fields.set(last, match[2] ?? '')
  }
  return fields
}

const words = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter(Boolean)

/** Reads all package sources configured on this machine; files that cannot be read are passed over. */
export async function readAptSources(etc = '/etc/apt'): Promise<AptSource[]> {
  const parts = await readdir(join(etc, 'sources.list.d')).catch(() => [])
  const paths = [join(etc, 'sources.list'), ...parts.sort().map((name) => join(etc, 'sources.list.d', name))]
  const sources: AptSource[] = []
  for (const path of paths) {
    if (!/\.(list|sources)$/.test(path)) continue
    const text = await readFile(path, 'utf8').catch(() => '')
    sources.push(...(path.endsWith('.sources') ? parseSourcesFile(text) : parseListFile(text)))
  }
  return sources
}

/**
 * The sources that can be the distribution's own archive, likeliest first. Vendors' repositories often carry the
 * same suite name; the archive is told apart by having a `main` component, by also serving `SUITE-updates`, and
 * by the customary last part of its path. Security and updates suites by themselves are not the archive.
 */
export function archiveCandidates(sources: readonly AptSource[], codename: string): AptSource[] {
  const score = (source: AptSource): number => {
    const updates = sources.some(
      (other) =>
        other.suites.includes(`${codename}-updates`) && other.uris.some((uri) => source.uris.includes(uri)),
    )
    const customary = source.uris.some((uri) => /\/(debian|ubuntu)\/?$/.test(uri) || uri.startsWith('mirror'))
    return (updates ? 2 : 0) + (customary ? 1 : 0)
  }
  return sources
    .filter((source) => source.components.includes('main'))
    .filter((source) => source.suites.some((suite) => suite === codename || !suite.includes('-')))
    .map((source) => ({ source, score: score(source) }))
    .filter((candidate) => candidate.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((candidate) => candidate.source)
}

/** Writes a source as a deb822 stanza for one suite, asking for its package index only. */
export function formatSource(source: AptSource, suite: string): string {
  const lines = [
    'Types: deb',
    `URIs: ${source.uris.join(' ')}`,
    `Suites: ${suite}`,
    `Components: ${source.components.join(' ')}`,
    'Targets: Packages',
    ...[...source.options].map(([field, value]) => `${field}: ${value}`),
  ]
  return `${lines.join('\n')}\n`
}
