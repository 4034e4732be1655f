import type { EngineVersion } from '../support/engines'

/** What every bench is told. */
export interface BenchOptions {
  /** How many keys the store holds, where it matters. */
  readonly keys: number
  /** Which etcd holds them. */
  readonly version: EngineVersion
  /** How many times each side is measured; the median counts. */
  readonly rounds: number
}

/** Numbers by name; the unit is in the name (`oursMs`), a `ratio` is ours by reference. */
export type BenchResult = Readonly<Record<string, number>>

/** Measures one thing against a reference on the same machine in the same minutes. */
export type Bench = (options: BenchOptions) => Promise<BenchResult>
