import { randomUUID } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  maxPanels,
  type ListedPanel,
  type Panel as OpenedPanel,
  type PanelActivity,
  type PanelCondition,
  type PanelSpec,
} from '../../shared/contract/panels'
import { fail } from '../../shared/failure'
import type { Connections } from '../connections/connections'
import type { EtcdClient } from '../etcd/client'
import { Latest } from '../latest'
import { checkSpec } from './check-spec'
import { conditionTest } from './condition'
import { MemberNames } from './member-names'
import { Notices } from './notices'
import { Panel } from './panel'
import { PanelStore, type PanelDefinition } from './panel-definition'

export interface OpenPanel {
  readonly connectionId: string
  readonly spec: PanelSpec
  readonly condition?: PanelCondition
}

const closed = () => fail('notFound', 'This panel was closed.')

/** The watch panels of a home. Each watches while its connection is open, and is kept until it is closed. */
export class Panels {
  readonly notices = new Notices()
  readonly #store: PanelStore
  readonly #latest = new Latest<readonly PanelDefinition[]>([])
  readonly #panels = new Map<string, Promise<Panel>>()
  /** What each does, as far as it has been opened. */
  readonly #activities = new Map<string, PanelActivity['kind']>()
  readonly #names = new Map<string, MemberNames>()

  constructor(
    private readonly home: string,
    private readonly connections: Connections,
  ) {
    this.#store = new PanelStore(home)
  }

  /** Reads which panels there are; folders that a crash left behind are removed. */
  async load(): Promise<void> {
    await this.#store.load()
    const kept = new Set(this.#store.rows.map(({ id }) => id))
    const folders = await readdir(join(this.home, 'panels')).catch(() => [])
    for (const id of folders)
      if (!kept.has(id)) await rm(this.#folderOf(id), { recursive: true, force: true })
    this.#latest.set(this.#store.rows)
  }

  /** Lets panels watch while their connections are open, and removes those of removed connections; until the signal is aborted. */
  async followConnections(signal: AbortSignal): Promise<void> {
    for await (const [rows] of this.connections.watch(signal)) {
      if (!rows) continue
      const known = new Set(rows.map(({ id }) => id))
      for (const { id, connectionId } of this.#store.rows) {
        if (!known.has(connectionId)) await this.close(id)
        else if (this.#clientOf(connectionId)) void this.#watch(id)
        else void this.#panels.get(id)?.then((panel) => panel.unwatch())
      }
    }
  }

  /** See the contract's `open`. */
  async open({ connectionId, spec, condition }: OpenPanel, signal?: AbortSignal): Promise<OpenedPanel> {
    const client = this.connections.client(connectionId)
    conditionTest(condition)
    this.#checkRoom(connectionId)
    const { startedAt, keys } = await checkSpec(client, spec, signal)
    this.#checkRoom(connectionId)
    const definition = { id: randomUUID(), connectionId, spec, condition, startedAt, clearedTo: 0 }
    // Known before it is told of: who follows the list looks at it at once, and a folder has one log only.
    const opening = this.#openPanel(definition, { keys })
    try {
      await Promise.all([opening, this.#set([...this.#store.rows, definition])])
    } catch (error) {
      await this.close(definition.id)
      throw error
    }
    void this.#watch(definition.id)
    return { id: definition.id, connectionId, spec, condition }
  }

  /** A connection's panels in their order and what each does, now and after each change. */
  async *list(connectionId: string, signal: AbortSignal): AsyncGenerator<readonly [readonly ListedPanel[]]> {
    for await (const [definitions] of this.#latest.follow(signal))
      yield [
        (definitions ?? [])
          .filter((each) => each.connectionId === connectionId)
          .map(({ id, spec, condition, pausedAt }) => ({
            ...{ id, connectionId, spec, condition },
            activity: this.#activities.get(id) ?? (pausedAt === undefined ? 'starting' : 'paused'),
          })),
      ]
  }

  /** The panel, its log read; `notFound` when it was closed. */
  async find(id: string): Promise<Panel> {
    const definition = this.#store.rows.find((each) => each.id === id)
    if (!definition) throw closed()
    return this.#panels.get(id) ?? this.#openPanel(definition)
  }

  /** Ends a panel's watch and removes its files. One that is closed already is no error. */
  async close(id: string): Promise<void> {
    const panel = await this.#panels.get(id)?.catch(() => undefined)
    await this.#set(this.#store.rows.filter((each) => each.id !== id))
    this.#panels.delete(id)
    await panel?.close()
    this.#activities.delete(id)
    await rm(this.#folderOf(id), { recursive: true, force: true })
  }

  /** Puts a connection's panels into this order; those that are not named come last. */
  async arrange(connectionId: string, ids: readonly string[]): Promise<void> {
    const place = ({ id }: PanelDefinition) => (ids.includes(id) ? ids.indexOf(id) : ids.length)
    const own = this.#store.rows.filter((each) => each.connectionId === connectionId)
    const others = this.#store.rows.filter((each) => each.connectionId !== connectionId)
    await this.#set([...others, ...own.sort((a, b) => place(a) - place(b))])
  }

  /** Ends all watches and closes the files. */
  async stop(): Promise<void> {
    const panels = await Promise.allSettled(this.#panels.values())
    await Promise.all(panels.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)))
  }

  #folderOf(id: string): string {
    return join(this.home, 'panels', id)
  }

  #clientOf(connectionId: string): EtcdClient | undefined {
    try {
      return this.connections.client(connectionId)
    } catch {
      return undefined
    }
  }

  #checkRoom(connectionId: string): void {
    const count = this.#store.rows.filter((each) => each.connectionId === connectionId).length
    if (count < maxPanels) return
    const message = `A connection has ${maxPanels} panels at most, as each holds a stream of the cluster and files here: close one first.`
    throw fail('exhausted', message, { details: { maxPanels } })
  }

  #openPanel(
    definition: PanelDefinition,
    start?: { keys: readonly Uint8Array[] | undefined },
  ): Promise<Panel> {
    const save = (changed: PanelDefinition) =>
      this.#set(this.#store.rows.map((each) => (each.id === changed.id ? changed : each)))
    const opening = Panel.open({
      folder: this.#folderOf(definition.id),
      definition,
      start,
      save,
      onMeets: (panel, row) => this.notices.add(panel, row),
      onActivity: (activity) => {
        this.#activities.set(definition.id, activity)
        this.#latest.set(this.#store.rows)
      },
    })
    this.#panels.set(definition.id, opening)
    opening.catch(() => this.#panels.delete(definition.id))
    return opening
  }

  async #watch(id: string): Promise<void> {
    const panel = await this.find(id).catch(() => undefined)
    const connectionId = panel?.definition.connectionId ?? ''
    const clientOf = () => this.#clientOf(connectionId)
    if (clientOf()) panel?.watch(clientOf, this.#namesOf(connectionId))
  }

  #namesOf(connectionId: string): MemberNames {
    const names = this.#names.get(connectionId) ?? new MemberNames()
    this.#names.set(connectionId, names)
    return names
  }

  async #set(definitions: readonly PanelDefinition[]): Promise<void> {
    const saved = this.#store.set(definitions)
    this.#latest.set(definitions)
    await saved
  }
}
