import { implement } from '@orpc/server'
import {
  changeLogContract,
  type ReplayProgress,
  type RestoredToRevision,
} from '../../shared/contract/change-log'
import type { RestoreProgress } from '../../shared/contract/restore'
import type { ChangeLogs } from '../change-log/change-logs'
import { generationOf, lookAt, revisionAt } from '../change-log/look'
import { restoreRevision, type RestoreRevisionParts } from '../change-log/restore-revision'
import type { Restores } from '../restore/restores'
import type { Streams } from '../streams'

export interface ChangeLogServiceOptions {
  readonly logs: ChangeLogs
  readonly parts: RestoreRevisionParts
  /** Restores of files, which what is under way ends with. */
  readonly restores: Restores
  readonly streams: Streams
}

/** Serves {@link changeLogContract}. */
export function changeLogService({ logs, parts, restores, streams }: ChangeLogServiceOptions) {
  const os = implement(changeLogContract)
  const never = new AbortController().signal
  return os.router({
    follow: os.follow.handler(({ input: { connectionId }, signal }) =>
      streams.serve((stop) => logs.follow(connectionId, stop), signal),
    ),
    gone: os.gone.handler(({ signal }) => streams.serve((stop) => logs.gone(stop), signal)),
    turnOn: os.turnOn.handler(({ input: { connectionId, maxBytes }, signal = never }) =>
      logs.turnOn(connectionId, maxBytes, signal),
    ),
    turnOff: os.turnOff.handler(({ input }) => logs.turnOff(input.connectionId, input.deleteFiles)),
    look: os.look.handler(async ({ input }) => {
      const { generations } = logs.log(input.connectionId)
      return lookAt(generations, 'at' in input ? await revisionAt(generations, input.at) : input.revision)
    }),
    restore: os.restore.handler(({ input, signal }) => {
      const request = {
        ...input,
        generation: generationOf(logs.log(input.connectionId).generations, input.revision),
      }
      return streams.serve(
        (stop) =>
          restores.run<RestoreProgress | ReplayProgress, RestoredToRevision>(
            { kind: 'progress', step: 'check', message: 'Reading the change log.' },
            (control) => restoreRevision(parts, request, control),
            stop,
          ),
        signal,
      )
    }),
  })
}
