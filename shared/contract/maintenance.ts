import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { connectionId, revision } from './fields'

const atEndpoint = z.object({ connectionId, endpoint: z.string().min(1) })

export interface MaintenanceStatus {
  readonly memberId: string
  readonly leaderId: string
  readonly version: string
  readonly dbSizeBytes: number
  readonly dbSizeInUseBytes: number
  readonly raftTerm: bigint
  readonly raftIndex: bigint
  readonly isLearner: boolean
  readonly revision: bigint
}

/** Per endpoint, never balanced: each member has its own database file. */
export const maintenanceContract = {
  status: oc.input(atEndpoint).output(type<MaintenanceStatus>()),
  /** CRC32-C of all revisions up to `revision` (0 or absent: current), as `etcdctl endpoint hashkv`. */
  hashKv: oc
    .input(atEndpoint.extend({ revision: revision.optional() }))
    .output(type<{ hash: number; compactRevision: bigint; revision: bigint }>()),
  /** Rewrites the member's database file without holes. The member does not answer meanwhile. */
  defragment: oc.input(atEndpoint).output(type<void>()),
  /** Drops all revisions before `revision` for ever. `physical`: waits until they are gone from the file. */
  compact: oc
    .input(z.object({ connectionId, revision, physical: z.boolean().optional() }))
    .output(type<void>()),
}
