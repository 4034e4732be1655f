import { z } from 'zod'
import { changeKind, type ChangePlan } from '../../shared/contract/changes'
import type { ChangeRequest } from './plan-change'

/** What an operation's file says first: the plan, what was asked for, and whose it is. */
export interface OperationHead {
  /** Unix time in milliseconds. */
  readonly at: number
  readonly connectionId: string
  readonly plan: ChangePlan
  readonly request: ChangeRequest
  /** Leases that a run grants anew: seconds by hex id. */
  readonly ttls?: Readonly<Record<string, number>>
}

const formatName = 'etcdesk.operation/1'
const bytes = z.base64().transform((text): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64')))
const whole = z
  .string()
  .regex(/^\d+$/)
  .transform((text) => BigInt(text))

const past = z.object({
  revision: whole,
  deletesNewer: z.boolean(),
  source: z.string().optional(),
  leases: z.enum(['regrant', 'drop']).optional(),
})

const stored = z.object({
  format: z.literal(formatName),
  at: z.number(),
  connectionId: z.string(),
  plan: z.object({
    id: z.uuid(),
    kind: changeKind,
    clusterId: z.string(),
    count: z.int().min(1),
    sizeBytes: z.number(),
    first: z.array(
      z.object({
        key: bytes,
        target: bytes.optional(),
        effect: z.enum(['again', 'changed', 'deleted']).optional(),
      }),
    ),
    leases: z.array(z.string()),
    leasedKeys: z.number(),
    endpoint: z.string(),
    revision: whole,
    conflicts: z.literal(0),
    firstConflicts: z.array(bytes),
    opsPerTxn: z.number(),
    past: past
      .extend({
        again: z.number(),
        changed: z.number(),
        same: z.number(),
        newer: z.number(),
        withoutLease: z.number(),
        firstNewer: z.array(bytes),
        from: z.object({ name: z.string(), clusterId: z.string(), grants: z.number() }).optional(),
      })
      .optional(),
  }),
  request: z.object({
    kind: changeKind,
    scope: z.object({ keys: z.array(bytes), prefixes: z.array(bytes) }),
    mapping: z.object({ from: bytes, to: bytes }).optional(),
    past: past.optional(),
  }),
  ttls: z.record(z.string(), z.number()).optional(),
})

/** The head as one line of JSON with its newline: bytes as base64, revisions as decimal text. */
export function formatHead(head: OperationHead): string {
  const replace = (_name: string, value: unknown) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
    return typeof value === 'bigint' ? value.toString() : value
  }
  return `${JSON.stringify({ format: formatName, ...head }, replace)}\n`
}

/** The inverse, for a line without its newline. Throws for a line that is none. */
export function parseHead(text: string): OperationHead {
  const { at, connectionId, plan, request, ttls } = stored.parse(JSON.parse(text))
  return { at, connectionId, plan, request, ttls }
}
