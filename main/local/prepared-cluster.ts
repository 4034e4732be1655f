import type { LocalCluster as Row } from '../../shared/contract/local'
import type { ClusterRecord } from './cluster-file'
import type { LocalCluster } from './local-cluster'

/** A cluster whose data is being made: seen by nobody until it is admitted. Either `admit` or `drop` ends it. */
export class PreparedCluster {
  /** The folder of the cluster, with nothing but its record. */
  readonly dir: string
  /** Its name, token and members with their ports. */
  readonly record: ClusterRecord
  /** Ends what runs of it and deletes all of it, and nothing else. */
  readonly drop: () => Promise<void>
  readonly #cluster: LocalCluster

  constructor(options: {
    readonly dir: string
    readonly record: ClusterRecord
    readonly cluster: LocalCluster
    readonly drop: () => Promise<void>
  }) {
    this.dir = options.dir
    this.record = options.record
    this.drop = options.drop
    this.#cluster = options.cluster
  }

  /** As it is now; its `message` says what a start waits for. */
  get row(): Row {
    return this.#cluster.row
  }

  /** Where a member's data belongs; there is nothing yet. */
  dataDirOf(member: string): string {
    return this.#cluster.member(member).dataDir
  }

  /** Starts the members on the data that was made; resolves when all are healthy and one leads. */
  start(signal: AbortSignal): Promise<void> {
    return this.#cluster.start({ signal })
  }

  /** From now on it is a cluster like any other. */
  async admit(): Promise<Row> {
    await this.#cluster.admit()
    return this.#cluster.row
  }
}
