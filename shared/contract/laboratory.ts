import { oc } from '@orpc/contract'
import { z } from 'zod'
import { pulled } from '../pulled'

/** The disk that a member's data takes, in bytes allocated. */
export interface DataSize {
  readonly walBytes: number
  readonly dbBytes: number
  readonly snapBytes: number
}

/** What a member uses. `process` is absent while it does not run, and on Windows, where it is not told. */
export interface MemberResources {
  readonly name: string
  readonly data: DataSize
  readonly process?: {
    /** Of one core, since the sample before; absent in the first. */
    readonly cpuPercent?: number
    readonly residentBytes: number
    /** Not told on macOS. */
    readonly openFiles?: number
  }
}

/** What a member told in its log about a start on its data. Indices are raft's. */
export interface RecoveryLog {
  /** The snapshot it loaded; absent where there was none yet. */
  readonly snapshotIndex?: bigint
  /** The entries of its write-ahead log after that, replayed: from `first` to `last`. */
  readonly replayed?: { readonly first: bigint; readonly last: bigint }
  /** The snapshot of the whole store that the leader sent, because its log did not reach back far enough. */
  readonly received?: { readonly index: bigint; readonly sizeBytes?: number; readonly tookMs?: number }
}

/** How a member that did not end by itself came back. Times are Unix times in ms. */
export interface Recovery {
  readonly member: string
  /** When it was seen to end, and how; absent where the app was not there to see it. */
  readonly ended?: { readonly atMs: number; readonly how: 'killed' | 'stopped' | 'exited' }
  readonly startedAtMs: number
  /** When it was healthy again: it had applied all that was committed then. Absent while it is not. */
  readonly healthyAtMs?: number
  readonly log: RecoveryLog
  /** Entries it received from the leader one by one until it was healthy; absent while that is not known. */
  readonly receivedEntries?: bigint
}

/** So many are kept of a cluster, the newest, while the app runs. */
export const keptRecoveries = 20

const input = z.object({ id: z.string().min(1) })

/** What members of local clusters use, and how they came back. Fails with `notFound` for a cluster that is not there. */
export const laboratoryContract = {
  /** One list a batch, once a second while it is read. */
  resources: oc.input(input).output(pulled<readonly MemberResources[]>()),
  /** The recoveries seen, the newest first; now and with each change. */
  recoveries: oc.input(input).output(pulled<readonly Recovery[]>()),
}
