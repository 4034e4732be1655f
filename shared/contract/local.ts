import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { pulled } from '../pulled'

export type LocalClusterState = 'starting' | 'running' | 'degraded' | 'stopping' | 'stopped' | 'failed'
export type LocalMemberState = 'starting' | 'healthy' | 'unhealthy' | 'stopped' | 'exited'

/** What happens to a cluster's members when the app ends. */
export type OnExit = 'stop' | 'keep'

/** How a member ended that nobody stopped. Code and signal are null where the app was not there to see them. */
export interface MemberExit {
  readonly code: number | null
  readonly signal: string | null
  /** The end of its log, oldest line first, at most 20 lines. */
  readonly lastLogLines: readonly string[]
}

export interface LocalMember {
  /** `m1` … `m5`. */
  readonly name: string
  readonly state: LocalMemberState
  readonly pid?: number
  /** `http://127.0.0.1:PORT`. */
  readonly clientUrl: string
  readonly peerUrl: string
  readonly role?: 'leader' | 'follower'
  readonly exit?: MemberExit
}

export interface LocalCluster {
  readonly id: string
  readonly name: string
  readonly state: LocalClusterState
  readonly version: string
  readonly engineId: string
  readonly onExit: OnExit
  readonly members: readonly LocalMember[]
  /** The client URLs of the members that run: what a connection is opened with. */
  readonly endpoints: readonly string[]
  /** While starting or stopping: what is waited for. When failed: why. */
  readonly message?: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

const id = z.string().min(1)
const member = z.object({ id, member: z.string().min(1) })
const onExit = z.enum(['stop', 'keep'])

/**
 * Clusters of real etcd on 127.0.0.1. Every answer is the cluster as it is afterwards; progress is in `watch`.
 * Failures: `invalid` with `details.field` (a bad name, a typed name that differs), `exists` (`field` is `name`),
 * `notFound` (no such cluster or member), `precondition` (no engine, home not writable, a peer port taken, a
 * running operation), `deadline` (not healthy in time), `canceled` (what was begun is stopped again).
 */
export const localContract = {
  list: oc.output(type<readonly LocalCluster[]>()),
  /** All clusters now and at each change; each batch holds one list, a slow reader gets the newest. */
  watch: oc.output(pulled<readonly LocalCluster[]>()),
  /** Makes and starts a cluster; resolves when all members are healthy and one leads. Canceled or failed before that, nothing of it stays but on request. */
  create: oc
    .input(
      z.object({
        name: z.string().optional(),
        members: z.union([z.literal(1), z.literal(3), z.literal(5)]),
        engineId: z.string().optional(),
        onExit: onExit.optional(),
      }),
    )
    .output(type<LocalCluster>()),
  /** Starts all members that do not run, on their old data; resolves when all are healthy and one leads. */
  start: oc.input(z.object({ id })).output(type<LocalCluster>()),
  /** SIGTERM, after a grace SIGKILL; resolves when every member has ended. Cancels a running start. */
  stop: oc.input(z.object({ id })).output(type<LocalCluster>()),
  /** Stops the cluster and deletes its data. `confirmName` is the cluster's name as the person typed it. */
  remove: oc.input(z.object({ id, confirmName: z.string() })).output(type<void>()),
  startMember: oc.input(member).output(type<LocalCluster>()),
  stopMember: oc.input(member).output(type<LocalCluster>()),
  /** SIGKILL at once. */
  killMember: oc.input(member).output(type<LocalCluster>()),
  setOnExit: oc.input(z.object({ id, onExit })).output(type<LocalCluster>()),
  /** The last `lines` lines of a member's log, then, with `follow`, each new one. */
  logs: oc
    .input(
      z.object({
        id,
        member: z.string().min(1),
        lines: z.int().min(0).max(10_000).default(200),
        follow: z.boolean().default(false),
      }),
    )
    .output(pulled<string>()),
}
