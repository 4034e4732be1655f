import type { MemberCertificate, ReadProbe } from '../../shared/contract/cluster'
import type { EtcdClient } from '../etcd/client'
import { serverCertificate } from '../etcd/server-certificate'
import { askEndpoint, hasAnswered, type EndpointAnswer } from './ask-endpoint'
import { Asked } from './asked'
import { probeRead } from './probe-read'

/** Who serves a linearizable read serves a serializable one too: then it is asked for its latency alone. */
const serializableEveryMs = 5_000
/** A certificate changes seldom, and a handshake costs both sides some milliseconds. */
const certificateEveryMs = 60_000

/** What is known of one endpoint: the newest answer to each question. */
export interface MemberAnswer extends EndpointAnswer {
  readonly linearizable?: ReadProbe
  readonly serializable?: ReadProbe
  readonly certificate?: MemberCertificate
}

export interface AskMember {
  /** Also reads a key, and looks at the certificate now and then. */
  readonly probes: boolean
  /** A learner is not asked for linearizable reads: it refuses them. */
  readonly isLearner: boolean
  readonly signal: AbortSignal
}

/** Asks one endpoint again and again, one request of a kind at a time: a member that hangs holds up nobody else. */
export class MemberPoll {
  readonly #status = new Asked<EndpointAnswer>()
  readonly #linearizable = new Asked<ReadProbe>()
  readonly #serializable = new Asked<ReadProbe>()
  readonly #certificate = new Asked<MemberCertificate>()
  #certificateAskedAt = -Infinity
  #serializableAskedAt = -Infinity

  constructor(readonly endpoint: string) {}

  /** Undefined until it has answered, or failed to, for the first time. */
  get answer(): MemberAnswer | undefined {
    const answer = this.#status.answer
    return (
      answer && {
        ...answer,
        linearizable: this.#linearizable.answer,
        serializable: this.#serializable.answer,
        certificate: this.#certificate.answer,
      }
    )
  }

  /** True while it owes the answer to how it is. */
  get isAwaited(): boolean {
    return this.#status.isAwaited
  }

  /** Resolves when how it is, and what was not asked before and is owed yet, has been answered or given up. */
  async ask(client: EtcdClient, { probes, isLearner, signal }: AskMember): Promise<void> {
    const { endpoint } = this
    await this.#status.ask(async () => {
      const answer = await askEndpoint(client, endpoint, signal)
      return answer.failure?.code === 'canceled' ? undefined : answer
    })
    const answer = this.#status.answer
    // Where the Status is hidden, reading is the only way to see whether a member is well.
    const wantsProbes = answer !== undefined && hasAnswered(answer) && (probes || !answer.status)
    if (!wantsProbes) {
      this.#linearizable.forget()
      this.#serializable.forget()
      return
    }
    const read = (serializable: boolean) => () => probeRead(client, { endpoint, serializable, signal })
    await Promise.all([
      this.#askSerializable(read(true)),
      isLearner || answer.status?.isLearner
        ? this.#linearizable.forget()
        : this.#linearizable.askIfFree(read(false)),
      this.#askCertificate(client, signal),
    ])
  }

  async #askSerializable(read: () => Promise<ReadProbe | undefined>): Promise<void> {
    const now = performance.now()
    const isServed = this.#linearizable.answer?.isAnswered && this.#serializable.answer?.isAnswered
    if (isServed && now - this.#serializableAskedAt < serializableEveryMs) return
    this.#serializableAskedAt = now
    await this.#serializable.askIfFree(read)
  }

  async #askCertificate(client: EtcdClient, signal: AbortSignal): Promise<void> {
    const now = performance.now()
    if (now - this.#certificateAskedAt < certificateEveryMs) return
    this.#certificateAskedAt = now
    await this.#certificate.ask(() =>
      serverCertificate(this.endpoint, client.tls ?? {}, signal).catch(() => undefined),
    )
  }
}
