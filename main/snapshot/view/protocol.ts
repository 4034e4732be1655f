import type { SnapshotFacts } from '../../../shared/contract/snapshot-view'
import type { Failure } from '../../../shared/failure'

/** What an opened file's thread is given. */
export interface ViewJob {
  readonly file: string
  readonly socketPath: string
  /** What its one "member" is called. */
  readonly name: string
  readonly endpoint: string
}

export type ViewReport =
  | { readonly kind: 'progress'; readonly revisions: number }
  | { readonly kind: 'ready'; readonly facts: SnapshotFacts }
  | { readonly kind: 'failed'; readonly failure: Failure }
