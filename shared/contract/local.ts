import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { pulled } from '../pulled'

export type LocalClusterState = 'starting' | 'running' | 'degraded' | 'stopping' | 'stopped' | 'failed'
/** `paused`: its process is held by SIGSTOP; it keeps its ports and answers nobody. */
export type LocalMemberState = 'starting' | 'healthy' | 'unhealthy' | 'paused' | 'stopped' | 'exited'

/**
 * What happens to a cluster's members when the app ends. `ask` asks where the host can (the desktop app, when its
 * window is closed), else it is `stop`.
 */
export type OnExit = 'stop' | 'keep' | 'ask'

/** How a member ended that nobody stopped. Code and signal are null where the app was not there to see them. */
export interface MemberExit {
  readonly code: number | null
  readonly signal: string | null
  /** The end of its log, oldest line first, at most 20 lines. */
  readonly lastLogLines: readonly string[]
}

export interface LocalMember {
  /** `m1`, `m2`, …; a name is not given twice while the folder of an earlier one is there. */
  readonly name: string
  readonly state: LocalMemberState
  readonly pid?: number
  /** `http://127.0.0.1:PORT`, or `https://…` with TLS. */
  readonly clientUrl: string
  /** What the other members dial: where links can be cut, a port of the app, else the member's own. */
  readonly peerUrl: string
  readonly role?: 'leader' | 'follower' | 'learner'
  readonly exit?: MemberExit
  /** The etcd it runs, or runs when it is started. */
  readonly version: string
  readonly engineId: string
  /** The absolute path of its data. */
  readonly dataDir: string
}

/** The link between two members, one for both directions: nothing passes, or each byte comes so much later. */
export type LinkKind = 'up' | 'cut' | 'slow' | 'blackhole'

/** A link that is not `up`. */
export interface LocalLink {
  /** The names of both members, in the order of the members. */
  readonly between: readonly [string, string]
  /**
   * `cut`: connections are hung up and new ones refused. `slow`: each direction is late by `delayMs`. `blackhole`:
   * connections stay open and nothing comes through, as behind a firewall that drops.
   */
  readonly kind: Exclude<LinkKind, 'up'>
  readonly delayMs?: number
}

export interface LocalCluster {
  readonly id: string
  readonly name: string
  readonly state: LocalClusterState
  /** The etcd that new members get; members may run others. */
  readonly version: string
  readonly engineId: string
  readonly onExit: OnExit
  readonly members: readonly LocalMember[]
  /** The client URLs of the members that run: what a connection is opened with. */
  readonly endpoints: readonly string[]
  /** The files of the cluster's own authority and of its client, where it was made with TLS. */
  readonly tls?: { readonly caFile: string; readonly certFile: string; readonly keyFile: string }
  /** Its data is deleted when it is stopped. */
  readonly throwAway: boolean
  /** The links that are not up; undefined where the cluster was made without links that can be cut. */
  readonly links?: readonly LocalLink[]
  /** Flags each member gets besides those the app sets itself, e.g. `--quota-backend-bytes=16777216`. */
  readonly flags: readonly string[]
  /** While starting or stopping: what is waited for. When failed: why. */
  readonly message?: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

const id = z.string().min(1)
const memberName = z.string().min(1)
const member = z.object({ id, member: memberName })
const onExit = z.enum(['stop', 'keep', 'ask'])

/** What a new cluster is made of. */
export const newLocalCluster = z.object({
  name: z.string().optional(),
  /** 1, 3 or 5: an even number tolerates no more failures than one less, and is refused with `invalid`. */
  members: z.int().min(1).max(9),
  engineId: z.string().optional(),
  /** One engine a member, in their order; at most one minor version apart. Instead of `engineId`. */
  memberEngineIds: z.array(z.string()).optional(),
  onExit: onExit.optional(),
  tls: z.boolean().optional(),
  throwAway: z.boolean().optional(),
  /** Peers reach each other through ports of the app, so that `setLink` works; such a cluster ends with the app. */
  links: z.boolean().optional(),
  /** `--flag=value` or `--flag`, one each; those that the app sets itself are refused (`details.field` is `flags`). */
  flags: z.array(z.string()).max(100).optional(),
  /** The members' environment besides the app's own; refused as above (`details.field` is `env`). */
  env: z.record(z.string(), z.string()).optional(),
})

export type NewLocalCluster = z.infer<typeof newLocalCluster>

/**
 * Clusters of real etcd on 127.0.0.1. Every answer is the cluster as it is afterwards; progress is in `watch`.
 * Failures: `invalid` with `details.field` (a bad name, a typed name that differs, a flag), `exists` (`field` is
 * `name`), `notFound` (no such cluster or member), `precondition` (no engine, home not writable, a peer port taken, a
 * running operation, a version that cannot read the data, a quorum that would be lost), `deadline` (not healthy in
 * time), `canceled` (what was begun is stopped again).
 */
export const localContract = {
  list: oc.output(type<readonly LocalCluster[]>()),
  /** All clusters now and at each change; each batch holds one list, a slow reader gets the newest. */
  watch: oc.output(pulled<readonly LocalCluster[]>()),
  /** Makes and starts a cluster; resolves when all members are healthy and one leads. Canceled or failed before that, nothing of it stays but on request. */
  create: oc.input(newLocalCluster).output(type<LocalCluster>()),
  /** Starts all members that do not run, on their old data; resolves when all are healthy and one leads. */
  start: oc.input(z.object({ id })).output(type<LocalCluster>()),
  /**
   * SIGTERM, after a grace SIGKILL; resolves when every member has ended. Cancels a running start. A cluster with
   * throw-away data is deleted then, and what is answered is how it was.
   */
  stop: oc.input(z.object({ id })).output(type<LocalCluster>()),
  /** Stops the cluster and deletes its data. `confirmName` is the cluster's name as the person typed it. */
  remove: oc.input(z.object({ id, confirmName: z.string() })).output(type<void>()),
  startMember: oc.input(member).output(type<LocalCluster>()),
  stopMember: oc.input(member).output(type<LocalCluster>()),
  /** SIGKILL at once. */
  killMember: oc.input(member).output(type<LocalCluster>()),
  /** SIGSTOP: from when this resolves it answers nobody. Not on Windows (`precondition`). */
  pauseMember: oc.input(member).output(type<LocalCluster>()),
  /** SIGCONT. */
  resumeMember: oc.input(member).output(type<LocalCluster>()),
  /**
   * Ends the member if it runs and starts it on its data, with `engineId` under another etcd from then on. A version
   * that cannot read the data is refused before anything is ended (`details.field` is `engineId`).
   */
  restartMember: oc.input(member.extend({ engineId: z.string().optional() })).output(type<LocalCluster>()),
  /**
   * Ends the member, takes it out of the membership, deletes its data and lets it join again under its name; as a
   * learner that is promoted when it has caught up. Refused when the others have no quorum without it.
   */
  wipeMember: oc.input(member).output(type<LocalCluster>()),
  /**
   * Adds a member and starts it; resolves when it answers. When that fails it is taken out again; a voter without which
   * the others have no quorum stays, to be started. A learner (the default) is promoted by `members.promote`.
   */
  addMember: oc
    .input(z.object({ id, asLearner: z.boolean().default(true), engineId: z.string().optional() }))
    .output(type<LocalCluster>()),
  /** Takes a member out of the membership, ends it, and deletes its data if asked to; refused when that costs the quorum. */
  removeMember: oc.input(member.extend({ deleteData: z.boolean() })).output(type<LocalCluster>()),
  /** Cuts, slows or mends the link between two members, both ways. `delayMs` (at most 10,000) is for `slow`. */
  setLink: oc
    .input(
      z.object({
        id,
        from: memberName,
        to: memberName,
        kind: z.enum(['up', 'cut', 'slow', 'blackhole']),
        delayMs: z.int().min(1).max(10_000).optional(),
      }),
    )
    .output(type<LocalCluster>()),
  setOnExit: oc.input(z.object({ id, onExit })).output(type<LocalCluster>()),
}
