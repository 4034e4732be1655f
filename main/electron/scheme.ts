import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'
import { contentSecurityPolicy } from '../../shared/csp'
import { contentType } from '../content-type'

export const scheme = 'etcdesk'
export const appOrigin = `${scheme}://app`

/** Must run before the app is ready: makes the scheme standard (relative addresses, storage) and secure. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the built renderer under `etcdesk://app/`, every answer with the content security policy. */
export function serveScheme(rendererDir: string): void {
  const root = normalize(rendererDir) + sep
  protocol.handle(scheme, async (request) => {
    const url = new URL(request.url)
    const path = normalize(
      join(root, decodeURIComponent(url.pathname === '/' ? '/index.html' : url.pathname)),
    )
    if (url.host !== 'app' || !path.startsWith(root)) return new Response('Not found', { status: 404 })
    try {
      const body = await readFile(path)
      return new Response(new Uint8Array(body), {
        headers: {
          'content-type': contentType(extname(path)),
          'content-security-policy': contentSecurityPolicy(),
          'x-content-type-options': 'nosniff',
        },
      })
    } catch {
      return new Response('Not found', { status: 404 })
    }
  })
}
