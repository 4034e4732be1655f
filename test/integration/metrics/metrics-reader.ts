import { createServer, request } from 'node:http'
import type { ClusterMetrics } from '../../../shared/contract/metrics'
import type { TestApp } from '../../support/test-app'

/** The first metrics of a connection that `isWanted`; reading ends then. */
export async function metricsWhen(
  app: TestApp,
  connectionId: string,
  isWanted: (metrics: ClusterMetrics) => boolean,
): Promise<ClusterMetrics> {
  let last: ClusterMetrics | undefined
  for await (const metrics of app.pull(app.client.metrics.watch({ connectionId }))) {
    last = metrics
    if (isWanted(metrics)) return metrics
  }
  throw new Error(`The metrics ended: ${JSON.stringify(last)}`)
}

/** True when every member was read. */
export const isWhole = ({ members }: ClusterMetrics) =>
  members.length > 0 && members.every(({ failure }) => !failure)

/** A web server in front of a member that counts who asks. */
export interface Counter extends AsyncDisposable {
  readonly url: string
  asked: number
}

export async function startCounter(target: string): Promise<Counter> {
  const server = createServer((inward, answer) => {
    counter.asked += 1
    const outward = request(`${target}${inward.url}`, (response) => {
      answer.writeHead(response.statusCode ?? 500)
      response.pipe(answer)
    })
    outward.on('error', () => answer.destroy()).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The kernel gave no port.')
  const counter: Counter = {
    url: `http://127.0.0.1:${address.port}/metrics`,
    asked: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return counter
}
