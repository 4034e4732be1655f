import { toFailure, fail } from '../failure'
import { parseEndpoint } from './endpoint'

/** The URLs in what a person typed: separated by commas, spaces or new lines; slashes at their ends are left out. */
export function splitUrls(text: string): readonly string[] {
  return text
    .split(/[\s,]+/)
    .filter((url) => url !== '')
    .map((url) => url.replace(/(?<!\/)\/$/, ''))
}

/**
 * Checks the peer URLs of a member as etcd does (types.NewURLs), and that no other member has one of them. Throws
 * `invalid` (or `exists` for one that another has) with `details.field = 'peerUrls'`.
 *
 * @param others the other members of the list, with the name they are called by
 */
export function checkPeerUrls(
  urls: readonly string[],
  others: readonly { readonly name: string; readonly peerUrls: readonly string[] }[],
): void {
  const details = { field: 'peerUrls' }
  if (urls.length === 0) throw fail('invalid', 'At least one peer URL is needed.', { details })
  for (const [at, url] of urls.entries()) {
    try {
      parseEndpoint(url)
    } catch (error) {
      const message = toFailure(error).message.replace('An endpoint', 'A peer URL').replace('2379', '2380')
      throw fail('invalid', `${url}: ${message}`, { details })
    }
    if (urls.indexOf(url) < at) throw fail('invalid', `${url} is given twice.`, { details })
    const owner = others.find(({ peerUrls }) => peerUrls.includes(url))
    if (owner) throw fail('exists', `${url} is a peer URL of ${owner.name} already.`, { details })
  }
}
