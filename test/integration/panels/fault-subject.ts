import type { PanelRow } from '../../../shared/contract/panels'

/** A row as far as it is compared with what happened. */
export type ShownRow =
  | Pick<Extract<PanelRow, { kind: 'put' | 'delete' }>, 'kind' | 'revision' | 'key'>
  | Pick<Extract<PanelRow, { kind: 'gap' }>, 'kind' | 'from' | 'to'>

/** How a panel stands, in its own words. */
export interface Standing {
  /** Every event up to here was seen; 0n: not known at the moment. */
  readonly revision: bigint
  readonly endpoint?: string
  readonly note?: string
}

export type Between = (from: number, to: number) => number

/** What a run of faults is done to: a panel over a prefix from revision 1 on, and whoever looks at it. */
export interface FaultSubject extends AsyncDisposable {
  standing(): Promise<Standing>
  /** The faults of this side by name: each is over when the promise resolves, and resolves with what it was. */
  readonly faults: Readonly<Record<string, (between: Between) => Promise<string>>>
  /** All that was shown, in its order. */
  rows(): Promise<readonly ShownRow[]>
  /** Rows that were shown otherwise later on. */
  changed(): number
}

export type OpenSubject = (endpoints: readonly string[], prefix: string) => Promise<FaultSubject>

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
