import type { ConnectionState } from '../../../shared/contract/connections'
import { unreachable } from '../../../shared/unreachable'
import type { Opening } from '../../stores/sessions'

export interface StateInWords {
  readonly tone: 'ok' | 'warn' | 'bad' | 'neutral'
  readonly text: string
  readonly isBusy: boolean
}

/** A connection's state as a dot and a few words; a failed attempt of this window to open it counts as well. */
export function stateInWords(state: ConnectionState, opening?: Opening): StateInWords {
  switch (state.kind) {
    case 'ready':
      return { tone: 'ok', text: 'connected', isBusy: false }
    case 'lost':
      return { tone: 'bad', text: `lost: ${state.failure.message}`, isBusy: false }
    case 'connecting':
    case 'closed':
      if (opening?.kind === 'failed' && opening.failure.code !== 'canceled')
        return { tone: 'bad', text: opening.failure.message, isBusy: false }
      if (opening?.kind === 'opening' || state.kind === 'connecting')
        return { tone: 'warn', text: 'connecting', isBusy: true }
      return { tone: 'neutral', text: 'not connected', isBusy: false }
    default:
      return unreachable(state)
  }
}
