import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setMaxListeners } from 'node:events'
import type { ChangeLogState, GoneLog } from '../../shared/contract/change-log'
import { fail } from '../../shared/failure'
import { borrowClient } from '../connections/borrow-client'
import type { Connections } from '../connections/connections'
import { Latest } from '../latest'
import { ChangeLog } from './change-log'
import { checkRights } from './check-rights'
import { logsFile, type StoredLog } from './logs-file'

interface Running {
  readonly log: ChangeLog
  readonly stop: AbortController
  readonly done: Promise<void>
}

/** The change logs of a home: each is written while the app runs, whether its connection has a tab or not. */
export class ChangeLogs {
  readonly #file
  readonly #stored = new Latest<readonly StoredLog[]>([])
  readonly #logs = new Map<string, Running>()
  /** One change of a log at a time. */
  #changing: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly home: string,
    private readonly connections: Connections,
  ) {
    this.#file = logsFile(home)
  }

  /** Reads which there are, and goes on with them. */
  async load(): Promise<void> {
    const { logs } = await this.#file.read()
    this.#stored.set(logs)
    // One whose folder cannot be read must not keep the app from starting.
    for (const each of logs) await this.#open(each).catch(() => {})
  }

  /** Ends the logs of connections that are removed; their files stay. Runs until the signal is aborted. */
  async followConnections(signal: AbortSignal): Promise<void> {
    for await (const [rows] of this.connections.watch(signal)) {
      const known = new Set((rows ?? []).map(({ id }) => id))
      for (const { connectionId, isGone } of this.#stored.value)
        if (!isGone && !known.has(connectionId))
          await this.#change(connectionId, (log) => log && { ...log, isOn: false, isGone: true })
    }
  }

  /** The logs of connections that were removed, now and at each change. */
  async *gone(signal: AbortSignal): AsyncGenerator<readonly [readonly GoneLog[]]> {
    for await (const [logs] of this.#stored.follow(signal))
      yield [
        (logs ?? []).flatMap(({ connectionId, name, isGone }) => (isGone ? [{ connectionId, name }] : [])),
      ]
  }

  /** How a connection's log stands, now and with each change. */
  async *follow(connectionId: string, signal: AbortSignal): AsyncGenerator<readonly [ChangeLogState]> {
    while (!signal.aborted) {
      const running = this.#logs.get(connectionId)
      if (!running) {
        yield [{ connectionId, isOn: false, maxBytes: 0, generations: [] }]
        await this.#stored.changed(signal)
        continue
      }
      const over = new AbortController()
      const end = () => over.abort()
      signal.addEventListener('abort', end, { once: true })
      try {
        for await (const states of running.log.follow(over.signal)) {
          if (this.#logs.get(connectionId) !== running) break
          yield states
        }
      } finally {
        signal.removeEventListener('abort', end)
        end()
      }
    }
  }

  async turnOn(connectionId: string, maxBytes: number, signal: AbortSignal): Promise<void> {
    const row = this.connections.rows().find(({ id }) => id === connectionId)
    if (row?.snapshotFile !== undefined)
      throw fail('invalid', 'A snapshot file has no log: nothing changes in it.')
    const { client, release } = await borrowClient(this.connections, connectionId)
    try {
      await checkRights(client, maxBytes, signal)
    } finally {
      await release()
    }
    await this.#change(connectionId, (known) => ({
      ...{ connectionId, folder: known?.folder ?? randomUUID(), maxBytes, isOn: true },
      ...{ name: row?.name ?? '', isGone: false },
    }))
  }

  async turnOff(connectionId: string, deleteFiles: boolean): Promise<void> {
    await this.#change(connectionId, (known) =>
      known && !deleteFiles ? { ...known, isOn: false } : undefined,
    )
  }

  /** The log of a connection; `notFound` where there is none. */
  log(connectionId: string): ChangeLog {
    const running = this.#logs.get(connectionId)
    if (!running) throw fail('notFound', 'This connection has no change log.')
    return running.log
  }

  /** Ends all of them; what was written is synced when it resolves. */
  async stop(): Promise<void> {
    await this.#changing.catch(() => {})
    await Promise.all([...this.#logs.keys()].map((id) => this.#close(id)))
  }

  /** Stops a log, changes what is kept of it, and goes on with it; one that is not kept any more is deleted. */
  #change(
    connectionId: string,
    change: (known: StoredLog | undefined) => StoredLog | undefined,
  ): Promise<void> {
    const done = this.#changing
      .catch(() => {})
      .then(async () => {
        const all = this.#stored.value
        const known = all.find((each) => each.connectionId === connectionId)
        const before = this.#logs.get(connectionId)?.log
        await this.#close(connectionId)
        let after = known
        try {
          const changed = change(known)
          await this.#file.write({ logs: replaced(all, known, changed) })
          after = changed
        } finally {
          if (after) await this.#open(after)
          else this.#logs.delete(connectionId)
        }
        if (known && !after) await rm(this.#folderOf(known), { recursive: true, force: true })
        this.#stored.set(replaced(all, known, after))
        before?.touch()
      })
    this.#changing = done
    return done
  }

  async #open(stored: StoredLog): Promise<void> {
    const { connectionId, maxBytes, isOn } = stored
    const log = await ChangeLog.open({
      ...{ connectionId, folder: this.#folderOf(stored), maxBytes, isOn },
      borrow: () => borrowClient(this.connections, connectionId),
    })
    const stop = new AbortController()
    setMaxListeners(0, stop.signal)
    const done = isOn ? log.run(stop.signal) : Promise.resolve()
    this.#logs.set(connectionId, { log, stop, done })
  }

  async #close(connectionId: string): Promise<void> {
    const running = this.#logs.get(connectionId)
    running?.stop.abort()
    await running?.done
  }

  #folderOf({ folder }: StoredLog): string {
    return join(this.home, 'change-log', folder)
  }
}

function replaced(
  all: readonly StoredLog[],
  known: StoredLog | undefined,
  changed: StoredLog | undefined,
): StoredLog[] {
  const others = all.filter((each) => each !== known)
  return changed ? [...others, changed] : others
}
