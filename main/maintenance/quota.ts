import type { EtcdClient } from '../etcd/client'
import { MetricsAgent } from '../metrics/ask-metrics'

/**
 * A member's space quota in bytes, of its own metrics: before 3.6 Status does not tell it. Undefined where its metrics
 * cannot be read, or there is no quota.
 */
export async function readQuota(
  client: EtcdClient,
  endpoint: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { tls } = await client.target(signal)
  const agent = new MetricsAgent(tls)
  try {
    const { values } = await agent.scrape(`${endpoint}/metrics`, signal)
    return values.quotaBytes !== undefined && values.quotaBytes > 0 ? values.quotaBytes : undefined
  } catch {
    return undefined
  } finally {
    agent.close()
  }
}
