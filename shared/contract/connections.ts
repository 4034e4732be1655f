import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'

const filePath = z.string().trim().min(1)

/** Names, addresses and file paths only: nothing in a profile is secret. */
export const connectionProfile = z.object({
  name: z.string().trim().min(1, 'A connection needs a name.').max(64, 'At most 64 characters.'),
  endpoints: z
    .array(z.string())
    .min(1, 'At least one endpoint is needed, such as http://127.0.0.1:2379.')
    .max(32),
  tls: z
    .object({
      caFile: filePath.optional(),
      certFile: filePath.optional(),
      keyFile: filePath.optional(),
      serverName: z.string().trim().min(1).optional(),
    })
    .optional(),
  user: z.string().min(1).optional(),
  readOnly: z.boolean().default(false),
  /** What depends on it. `prod`: dangerous steps wait until the connection's name was typed. */
  environment: z.enum(['dev', 'staging', 'prod']).optional(),
})

export type Environment = NonNullable<ConnectionProfile['environment']>

export type ConnectionProfile = z.infer<typeof connectionProfile>

/** How a connection stands. `lost` goes on trying by itself on every endpoint. */
export type ConnectionState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready'; readonly endpoint: string }
  | { readonly kind: 'lost'; readonly since: number; readonly failure: Failure }

export interface ConnectionRow extends ConnectionProfile {
  readonly id: string
  /** The local cluster this connection belongs to; such a connection exists as long as the cluster does. */
  readonly localCluster?: string
  /** The snapshot file this connection looks into: it only reads, and no server is there. */
  readonly snapshotFile?: string
  readonly state: ConnectionState
  /** Unix time in ms of the last opening. */
  readonly openedAt?: number
  /** True when opening needs a password that this session was not told yet. */
  readonly needsPassword: boolean
}

export interface TestResult {
  readonly endpoint: string
  readonly version: string
  readonly clusterId: string
  readonly members: number
  readonly roundTripMs: number
}

const id = z.object({ id: z.string().min(1) })
/** Kept in main's memory until the connection is closed; never written. */
const password = z.string().optional()

export const connectionsContract = {
  /** The list with each state: the newest whole list in each batch, whenever something changes. */
  watch: oc.output(pulled<readonly ConnectionRow[]>()),
  add: oc.input(connectionProfile).output(type<ConnectionRow>()),
  /** Changes a profile; open sessions keep the settings they were opened with until they are opened again. */
  update: oc.input(connectionProfile.extend({ id: z.string().min(1) })).output(type<ConnectionRow>()),
  /** Forgets a profile, closing it first. */
  remove: oc.input(id).output(type<void>()),
  /** Connects once with what is in the form and hangs up; writes nothing. */
  test: oc.input(connectionProfile.extend({ password })).output(type<TestResult>()),
  /** Opens a session; opening an open one is no error. Resolves when a member has answered. */
  open: oc.input(id.extend({ password })).output(type<ConnectionRow>()),
  close: oc.input(id).output(type<void>()),
}
