import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../store/write-whole'
import { makeFolder, notWritable } from './folders'

const port = z.int().min(1).max(65_535)

const memberRecord = z.object({
  // A part of paths: nothing but a plain name.
  name: z.string().regex(/^m\d+$/),
  clientPort: port,
  peerPort: port,
  /** The port of the app through which the others reach it, where links can be cut; it is part of the membership. */
  linkPort: port.optional(),
  /** The etcd of this member, where it is not the cluster's. */
  engine: z.object({ id: z.string(), version: z.string() }).optional(),
  /** The newest version that was started on its data; undefined while there is none. */
  dataVersion: z.string().optional(),
  /** Set for a member that joined later: the members it found, as `--initial-cluster` wants them. */
  joins: z.string().optional(),
  /** The process that was started last, until it was seen to end. */
  process: z.object({ pid: z.int().positive(), startTime: z.string() }).optional(),
})

const clusterRecord = z.object({
  format: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.string(),
  /** The cluster token: keeps members of different clusters apart should they ever meet on a port. */
  token: z.string(),
  engineId: z.string(),
  version: z.string(),
  onExit: z.enum(['stop', 'keep', 'ask']),
  createdAt: z.string(),
  tls: z.boolean().default(false),
  /** Its data is deleted when it is stopped. */
  throwAway: z.boolean().default(false),
  /** Peers reach each other through the app. */
  links: z.boolean().default(false),
  flags: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  /** True once all members were healthy together: from then on the peer ports are part of the membership. */
  formed: z.boolean(),
  /** True while it is down only because the app ended: it starts again with the app. */
  resume: z.boolean().default(false),
  /** Its data is still being made: nobody sees it, and a start of the app that finds it so deletes it. */
  preparing: z.boolean().optional(),
  members: z.array(memberRecord).min(1),
})

export type MemberRecord = z.infer<typeof memberRecord>
export type ClusterRecord = z.infer<typeof clusterRecord>

/** Reads `cluster.json` of a cluster's folder; undefined when there is none or it is not one of ours. */
export async function readClusterFile(dir: string): Promise<ClusterRecord | undefined> {
  try {
    const parsed = clusterRecord.safeParse(JSON.parse(await readFile(join(dir, 'cluster.json'), 'utf8')))
    if (!parsed.success) return undefined
    for (const member of parsed.data.members) {
      // Records of before versions were noted by member.
      if (parsed.data.formed && member.joins === undefined) member.dataVersion ??= parsed.data.version
    }
    return parsed.data
  } catch {
    return undefined
  }
}

/**
 * Replaces `cluster.json` at once: a crash leaves the old or the new one, never a part. The folder is made when it
 * is missing. Fails with `precondition` when the place cannot be written. Not to be called twice at a time.
 */
export async function writeClusterFile(dir: string, record: ClusterRecord): Promise<void> {
  await makeFolder(dir)
  try {
    await writeWhole(join(dir, 'cluster.json'), `${JSON.stringify(record, null, 2)}\n`)
  } catch (cause) {
    throw notWritable(dir, cause)
  }
}
