import type { FindMode } from '../../shared/contract/tree'
import type { Failure } from '../../shared/failure'
import type { BytesTarget } from '../etcd/message-bytes'
import type { FoundKeys } from './find-keys'
import type { IndexChange, IndexChild } from './key-index'

/** Which folder, and how its keys are split. */
export interface FolderOf {
  readonly prefix: Uint8Array
  readonly separator: Uint8Array
  /** On the top level a leading separator belongs to the name. */
  readonly isTop: boolean
}

/** What the index's thread is asked. Each request has one answer, but `find`, whose answers end with `isDone`. */
export type IndexRequest =
  | {
      readonly kind: 'build'
      readonly target: BytesTarget
      readonly prefix: Uint8Array
      readonly expectedKeys: number
      /** At which revision; absent: the newest. */
      readonly revision?: bigint
      /** By RangeStream, until a server has not known it. */
      readonly stream: boolean
    }
  | ({ readonly kind: 'children' } & FolderOf)
  /** The children of a folder by listing it alone, whether there is an index or not. */
  | ({ readonly kind: 'scan' } & FolderOf & {
        readonly target: BytesTarget
        readonly revision: bigint
        readonly expectedKeys: number
      })
  | {
      readonly kind: 'find'
      readonly prefix: Uint8Array
      readonly text: string
      readonly mode: FindMode
      readonly limit: number
    }

export type IndexMessage =
  | { readonly kind: 'request'; readonly id: number; readonly request: IndexRequest }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Needs no answer: later requests see it. */
  | { readonly kind: 'apply'; readonly changes: readonly IndexChange[]; readonly revision: bigint }

export interface IndexBuilt {
  readonly keys: number
  readonly revision: bigint
}

export type IndexAnswer =
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  | { readonly kind: 'built'; readonly id: number; readonly built: IndexBuilt }
  | {
      readonly kind: 'children'
      readonly id: number
      readonly children: readonly IndexChild[]
      readonly revision: bigint
    }
  | { readonly kind: 'found'; readonly id: number; readonly found: FoundKeys }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
