import { askEndpoint } from '../cluster/ask-endpoint'
import { listMembers } from '../cluster/list-members'
import type { EtcdClient } from '../etcd/client'

/** What the members behind a client's endpoints are called, as far as they have said so. */
export class MemberNames {
  readonly #names = new Map<string, string>()

  /** Asks who is behind those of the endpoints that are not known yet; what cannot be asked stays unknown. Never throws. */
  async ask(client: EtcdClient, endpoints: readonly string[], signal: AbortSignal): Promise<void> {
    const unknown = endpoints.filter((endpoint) => !this.#names.has(endpoint))
    if (unknown.length === 0) return
    try {
      const { members } = await listMembers(client, signal)
      const answers = await Promise.all(unknown.map((endpoint) => askEndpoint(client, endpoint, signal)))
      for (const { endpoint, status } of answers) {
        const member = members.find(({ id }) => id === status?.header?.memberId)
        if (member?.name) this.#names.set(endpoint, member.name)
      }
    } catch {
      // Without an answer the endpoints stand for themselves.
    }
  }

  /** The member's name, or where it listens. */
  of(endpoint: string): string {
    return this.#names.get(endpoint) ?? endpoint.replace(/^https?:\/\//, '')
  }
}
