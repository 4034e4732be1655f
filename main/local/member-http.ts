import type { IncomingMessage } from 'node:http'
import { Agent as HttpAgent, request } from 'node:http'
import { Agent as HttpsAgent, request as secureRequest } from 'node:https'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const usualTimeoutMs = 2_000
const answerLimitBytes = 1024 * 1024

/** What is asked: a path of the JSON gateway or of etcd's own HTTP handlers. */
export interface MemberQuestion {
  readonly url: string
  readonly body?: string
  /** Default: POST with a body, else GET. */
  readonly method?: 'GET'
  /** Default: 2,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** Asks one member over HTTP, over a connection that stays open between questions. */
export class MemberHttp {
  readonly #tlsDir: string | undefined
  #agent?: Promise<HttpAgent>

  /** `tlsDir` holds the cluster's certificates where it has TLS; the client's are sent. */
  constructor(tlsDir: string | undefined) {
    this.#tlsDir = tlsDir
  }

  /** The object a member answers with, whatever the status; an empty one when there is none in time. */
  async ask(question: MemberQuestion): Promise<Record<string, unknown>> {
    try {
      const agent = await (this.#agent ??= this.#open())
      const body: unknown = JSON.parse(await answerOf(question, agent))
      return typeof body === 'object' && body !== null ? { ...body } : {}
    } catch {
      return {}
    }
  }

  /** Hangs up; a later question dials again. */
  close(): void {
    void this.#agent?.then((agent) => agent.destroy()).catch(() => undefined)
    this.#agent = undefined
  }

  async #open(): Promise<HttpAgent> {
    const dir = this.#tlsDir
    if (dir === undefined) return new HttpAgent({ keepAlive: true })
    const [ca, cert, key] = await Promise.all(
      ['ca.crt', 'client.crt', 'client.key'].map((name) => readFile(join(dir, name))),
    )
    return new HttpsAgent({ keepAlive: true, ca, cert, key })
  }
}

function answerOf(question: MemberQuestion, agent: HttpAgent): Promise<string> {
  const { url, body, method = body === undefined ? 'GET' : 'POST' } = question
  const { signal, timeoutMs = usualTimeoutMs } = question
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? secureRequest : request
    // Said outright, as Node does not for the body of a GET.
    const headers = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const asked = send(url, { agent, method, headers, signal })
    const timer = setTimeout(() => asked.destroy(new Error('No answer in time.')), timeoutMs)
    asked.once('close', () => clearTimeout(timer))
    asked.once('error', reject)
    asked.once('response', (response) => readAll(response).then(resolve, reject))
    asked.end(body)
  })
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > answerLimitBytes) throw new Error('The answer is too long.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
