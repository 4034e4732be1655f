import type { Failure } from '../../shared/failure'

/** What leads out of a failure, as a button beside it. */
export interface FailureHelp {
  readonly text: string
  readonly run: () => void
}

let find: (failure: Failure) => FailureHelp | undefined = () => undefined

/** Sets what is offered wherever a failure is shown; called once, by who knows where help is. */
export function setFailureHelp(helpOf: (failure: Failure) => FailureHelp | undefined): void {
  find = helpOf
}

/** What leads out of a failure; undefined where nobody knows. */
export function failureHelp(failure: Failure): FailureHelp | undefined {
  return find(failure)
}
