import { dirname, join } from 'node:path'
import type { LogSaved, LogState } from '../../../shared/contract/local-logs'
import type { LogLevel } from '../../../shared/etcd/log-line'
import { logLevels } from '../../../shared/etcd/log-line'
import { fail } from '../../../shared/failure'
import { makeFolder } from '../folders'
import type { LocalClusters } from '../local-clusters'
import { LogView } from './log-view'
import { saveLog } from './save-log'

interface Opened {
  readonly view: LogView
  readonly path: string
  level?: LogLevel
}

/** The logs of local members that are looked at. */
export class LogViews {
  readonly #opened = new Map<string, Opened>()

  constructor(
    private readonly home: string,
    private readonly clusters: LocalClusters,
  ) {}

  /** Opens the log of a member until its reader leaves; see the contract's `open`. */
  async *open(
    { id, member }: { readonly id: string; readonly member: string },
    signal: AbortSignal,
  ): AsyncGenerator<readonly [LogState], void, void> {
    const path = this.clusters.member(id, member).logPath
    const view = await LogView.open(path)
    this.#opened.set(view.id, { view, path })
    try {
      yield* view.follow(signal)
    } finally {
      this.#opened.delete(view.id)
    }
  }

  /** An open view; `notFound` when its stream has ended. */
  find(id: string): LogView {
    return this.#find(id).view
  }

  look(id: string, ...[level, query]: Parameters<LogView['look']>): void {
    const opened = this.#find(id)
    opened.view.look(level, query)
    opened.level = level
  }

  /** Writes a log into a new file; the app's folder for exports is made where the file is to be there. */
  async *save(
    input: { readonly view: string; readonly path: string; readonly shownOnly: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<readonly [LogSaved], void, undefined> {
    const { path: log, level } = this.#find(input.view)
    const least = input.shownOnly && level !== undefined ? logLevels.indexOf(level) + 1 : 0
    const exportsFolder = join(this.home, 'exports')
    if (dirname(input.path) === exportsFolder) await makeFolder(exportsFolder)
    yield* saveLog({ log, path: input.path, least }, signal)
  }

  #find(id: string): Opened {
    const opened = this.#opened.get(id)
    if (!opened) throw fail('notFound', 'This log is not open any more.')
    return opened
  }
}
