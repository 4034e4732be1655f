import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { contentSecurityPolicy } from '../../shared/csp'
import { contentType } from '../content-type'

/** Answers with one file of the built renderer; it holds no secret, so it needs no session. */
export async function sendStatic(
  response: ServerResponse,
  rendererDir: string,
  pathname: string,
  authority: string,
): Promise<void> {
  const root = normalize(rendererDir) + sep
  const path = normalize(join(root, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)))
  try {
    if (!path.startsWith(root)) throw new Error('outside')
    const body = await readFile(path)
    response.writeHead(200, {
      'content-type': contentType(extname(path)),
      'content-security-policy': contentSecurityPolicy([`ws://${authority}`]),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    response.end(body)
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n')
  }
}
