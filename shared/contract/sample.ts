import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'

/** How many objects a sample registry can have. */
export const sampleSizes = [500, 10_000, 100_000] as const
export type SampleSize = (typeof sampleSizes)[number]

/** The sample registry of a local cluster, as far as it is there. */
export interface SampleState {
  /** The local cluster's id. */
  readonly clusterId: string
  readonly size: SampleSize
  /** Objects written so far; while it is less than `size` and nothing failed, it is being filled. */
  readonly written: number
  readonly isFilling: boolean
  /** Why filling stopped, or why the cluster does not change at the moment. */
  readonly failure?: Failure
  /** Leases are renewed, and pods come and go. */
  readonly isAlive: boolean
}

const clusterId = z.string().min(1)

/**
 * A Kubernetes registry that nobody runs, in a local cluster: to look at, and to try things on.
 *
 * - `watch`: those of all local clusters, now and after each change (a slow reader gets the newest).
 * - `fill`: writes one, or what is missing of one that was not finished; resolves when all of it is there. A key that is
 *   there already is left as it is. Its events hang on a lease of an hour, as an API server's do. Fails with `notFound`
 *   (no such cluster), `exists` (it has one), `canceled`; what was written until then stays.
 * - `setLife`: whether it keeps changing while the app runs. Fails with `notFound` when the cluster has no sample.
 */
export const sampleContract = {
  watch: oc.output(pulled<readonly SampleState[]>()),
  fill: oc.input(z.object({ clusterId, size: z.literal(sampleSizes) })).output(type<void>()),
  setLife: oc.input(z.object({ clusterId, isAlive: z.boolean() })).output(type<void>()),
}
