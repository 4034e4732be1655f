import type { PanelGap, PanelState } from '../../shared/contract/panels'
import type { Failure } from '../../shared/failure'

type Note = NonNullable<PanelState['note']>

const number = (value: bigint) => value.toLocaleString('en')

export interface Resumption {
  /** What the member was called that was left; absent where that is not known. */
  readonly from: string | undefined
  readonly to: string
  readonly failure: Failure
  readonly revision: bigint
}

/** After a break that a watch went over: "m3 stopped, went on at m1 from revision 48,152, no event lost". */
export function resumedNote({ from, to, failure, revision }: Resumption): Note {
  const what = failure.code === 'deadline' ? 'did not answer' : 'stopped'
  const how = from === to ? `The connection to ${to} broke` : `${from ?? 'The member'} ${what}`
  const text = `${how}, went on at ${to} from revision ${number(revision)}, no event lost`
  return { text, atMs: Date.now(), isLoss: false }
}

/** When the watch begins again after the app or the connection was away. */
export function continuedNote(revision: bigint): Note {
  return {
    text: `Went on from revision ${number(revision)}, no event lost`,
    atMs: Date.now(),
    isLoss: false,
  }
}

export function gapNote({ from, to }: PanelGap): Note {
  const text = `Revisions ${number(from)} to ${number(to)} were compacted before they were seen`
  return { text, atMs: Date.now(), isLoss: true }
}
