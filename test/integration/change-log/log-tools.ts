import type {
  ChangeLogState,
  RestoredToRevision,
  RestoreToRevisionItem,
} from '../../../shared/contract/change-log'
import type { TestApp } from '../../support/test-app'

export const mebibyte = 1024 * 1024
/** The least that the contract takes. */
export const maxBytes = 64 * mebibyte

/** The first state of a connection's log that is as wanted. */
export async function stateWhen(
  app: Pick<TestApp, 'client' | 'pull'>,
  connectionId: string,
  wanted: (state: ChangeLogState) => boolean,
): Promise<ChangeLogState> {
  for await (const state of app.pull(app.client.changeLog.follow({ connectionId })))
    if (wanted(state)) return state
  throw new Error('The stream ended.')
}

/** Waits until everything up to a revision is in the log. */
export const loggedTo = (app: Pick<TestApp, 'client' | 'pull'>, connectionId: string, revision: bigint) =>
  stateWhen(app, connectionId, ({ generations }) => (generations.at(-1)?.toRevision ?? 0n) >= revision)

/** Restores a revision into a new local cluster; resolves with the account and every item before it. */
export async function restoreTo(
  app: TestApp,
  connectionId: string,
  revision: bigint,
  engineId: string,
): Promise<{ readonly done: RestoredToRevision; readonly items: readonly RestoreToRevisionItem[] }> {
  const items: RestoreToRevisionItem[] = []
  const input = { connectionId, revision, members: 1 as const, engineId }
  for await (const item of app.pull(app.client.changeLog.restore(input))) {
    if (item.kind === 'restored') return { done: item, items }
    items.push(item)
  }
  throw new Error('It ended without an outcome.')
}
