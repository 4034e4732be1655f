import { randomUUID } from 'node:crypto'
import type {
  ConnectionProfile,
  ConnectionRow,
  ConnectionState,
  TestResult,
} from '../../shared/contract/connections'
import type { LocalCluster } from '../../shared/contract/local'
import { fail } from '../../shared/failure'
import type { Login } from '../etcd/auth-token'
import { EtcdClient } from '../etcd/client'
import type { ConnectionStore, StoredConnection } from '../store/connection-store'
import { Latest } from '../latest'
import { clientOptions } from './client-options'
import { checkEndpoints } from './endpoints'
import { Session } from './session'
import { probe } from './probe'

/** What connections need to know of the local clusters: each is a connection without being stored. */
export interface LocalClusterSource {
  list(): readonly LocalCluster[]
  watch(signal: AbortSignal): AsyncIterable<readonly (readonly LocalCluster[])[]>
}

/** What connections need to know of the snapshot files that are looked into: each is a connection that only reads. */
export interface SnapshotFileSource {
  list(): readonly { readonly id: string; readonly name: string; readonly path: string }[]
  /** Reads the file; resolves with the endpoint that answers for it. */
  start(id: string, signal?: AbortSignal): Promise<string>
  stop(id: string): Promise<void>
  forget(id: string): Promise<void>
}

const localPrefix = 'local:'

// A learner answers hardly anything.
const endpointsOf = ({ members }: LocalCluster): string[] =>
  members.filter(({ role }) => role !== 'learner').map(({ clientUrl }) => clientUrl)

/** The connections of this home and the sessions that are open on them. Passwords live in a session, nowhere else. */
export class Connections {
  readonly #sessions = new Map<string, Session>()
  readonly #opening = new Map<string, Promise<void>>()
  readonly #latest = new Latest<readonly ConnectionRow[]>([])

  constructor(
    readonly store: ConnectionStore,
    readonly clusters: LocalClusterSource,
    readonly files: SnapshotFileSource,
  ) {}

  rows(): readonly ConnectionRow[] {
    return [
      ...this.clusters.list().map((each) => this.#localRow(each)),
      ...this.store.rows.map((each) => this.#row(each)),
      ...this.files.list().map((each) => this.#fileRow(each)),
    ]
  }

  /** The whole list now and after each change; a slow reader gets the newest only. */
  watch(signal: AbortSignal): AsyncIterable<readonly (readonly ConnectionRow[])[]> {
    this.#notify()
    return this.#latest.follow(signal)
  }

  /** Tells readers when local clusters come, go or change; runs until the signal is aborted. */
  async followClusters(signal: AbortSignal): Promise<void> {
    for await (const [clusters] of this.clusters.watch(signal)) {
      for (const cluster of clusters ?? []) this.#moveSession(cluster)
      this.#notify()
    }
  }

  /** The client of an open connection; `precondition` when it is not open. */
  client(id: string): EtcdClient {
    const session = this.#sessions.get(id)
    if (!session) throw fail('precondition', 'This connection is not open.')
    return session.client
  }

  /** Who an open connection is logged in as; undefined for nobody, or where it is closed. */
  login(id: string): Login | undefined {
    return this.#sessions.get(id)?.options.auth
  }

  /** The client for a write: refused with `denied` on a read-only connection, whatever the view allowed. */
  writableClient(id: string): EtcdClient {
    const client = this.client(id)
    if (this.#find(id).readOnly)
      throw fail('denied', 'This connection is read-only: etcdesk writes nothing through it.')
    return client
  }

  async add(profile: ConnectionProfile): Promise<ConnectionRow> {
    this.#checkName(profile.name)
    const endpoints = checkEndpoints(profile.endpoints, { tls: profile.tls !== undefined })
    const row = { ...profile, endpoints, id: randomUUID() }
    await this.store.put(row)
    this.#notify()
    return this.#row(row)
  }

  async update(id: string, profile: ConnectionProfile): Promise<ConnectionRow> {
    const known = this.#stored(id)
    this.#checkName(profile.name, id)
    const endpoints = checkEndpoints(profile.endpoints, { tls: profile.tls !== undefined })
    const row = { ...profile, endpoints, id, openedAt: known.openedAt }
    await this.store.put(row)
    this.#notify()
    return this.#row(row)
  }

  async remove(id: string): Promise<void> {
    const isFile = this.#find(id).snapshotFile !== undefined
    if (!isFile) this.#stored(id)
    await this.close(id)
    await (isFile ? this.files.forget(id) : this.store.remove(id))
    this.#notify()
  }

  /** Connects once with a profile that need not be stored, asks who is there, hangs up. */
  async test(
    profile: ConnectionProfile,
    password: string | undefined,
    signal?: AbortSignal,
  ): Promise<TestResult> {
    await using client = new EtcdClient(await clientOptions(profile, password))
    return await probe(client, signal)
  }

  /** Opens a session; resolves when a member has answered. Nothing stays open when it fails. */
  async open(id: string, password: string | undefined, signal?: AbortSignal): Promise<ConnectionRow> {
    const profile = this.#find(id)
    if (!this.#sessions.has(id)) {
      const opening = this.#opening.get(id) ?? this.#open(id, profile, password, signal)
      this.#opening.set(id, opening)
      this.#notify()
      try {
        await opening
      } finally {
        this.#opening.delete(id)
        this.#notify()
      }
    }
    return this.#find(id)
  }

  async close(id: string): Promise<void> {
    const session = this.#sessions.get(id)
    this.#sessions.delete(id)
    this.#notify()
    await session?.close()
    await this.files.stop(id)
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((id) => this.close(id)))
  }

  async #open(id: string, row: ConnectionRow, password: string | undefined, signal?: AbortSignal) {
    const profile = await this.#whenStarted(row, signal)
    const options =
      profile.snapshotFile === undefined
        ? await clientOptions(profile, password)
        : { endpoints: [await this.files.start(id, signal)] }
    const session = new Session(options, () => this.#notify())
    try {
      await probe(session.client, signal)
    } catch (error) {
      await session.close()
      await this.files.stop(id)
      throw error
    }
    this.#sessions.set(id, session)
    const stored = this.store.rows.find((each) => each.id === id)
    if (stored) await this.store.put({ ...stored, openedAt: Date.now() })
  }

  /** A local cluster that is starting is waited for; its client ports may have moved meanwhile. */
  async #whenStarted(row: ConnectionRow, signal = new AbortController().signal): Promise<ConnectionRow> {
    if (row.localCluster === undefined) return row
    for await (const [clusters] of this.clusters.watch(signal)) {
      const cluster = clusters?.find((each) => each.id === row.localCluster)
      if (cluster?.state !== 'starting') return this.#find(row.id)
    }
    throw fail('canceled', 'Canceled.')
  }

  /** A local cluster that was started again may answer on other client ports: its session follows. */
  #moveSession(cluster: LocalCluster): void {
    const session = this.#sessions.get(localPrefix + cluster.id)
    const endpoints = endpointsOf(cluster)
    if (session && cluster.state === 'running') session.moveTo(endpoints)
  }

  #notify(): void {
    this.#latest.set(this.rows())
  }

  #checkName(name: string, except?: string): void {
    if (this.rows().some((each) => each.name === name && each.id !== except)) {
      throw fail('exists', `There is already a connection called “${name}”.`, { details: { field: 'name' } })
    }
  }

  #stored(id: string): StoredConnection {
    const row = this.store.rows.find((each) => each.id === id)
    if (!row) throw fail('notFound', 'There is no such connection.')
    return row
  }

  #find(id: string): ConnectionRow {
    const row = this.rows().find((each) => each.id === id)
    if (!row) throw fail('notFound', 'There is no such connection any more.')
    return row
  }

  #state(id: string): ConnectionState {
    return this.#sessions.get(id)?.state ?? { kind: this.#opening.has(id) ? 'connecting' : 'closed' }
  }

  #row(row: StoredConnection): ConnectionRow {
    const needsPassword = row.user !== undefined && !this.#sessions.has(row.id)
    return { ...row, state: this.#state(row.id), needsPassword }
  }

  #fileRow({ id, name, path }: ReturnType<SnapshotFileSource['list']>[number]): ConnectionRow {
    const state = this.#state(id)
    return { id, name, endpoints: [], readOnly: true, snapshotFile: path, state, needsPassword: false }
  }

  #localRow(cluster: LocalCluster): ConnectionRow {
    const id = localPrefix + cluster.id
    return {
      id,
      name: cluster.name,
      endpoints: endpointsOf(cluster),
      ...(cluster.tls ? { tls: cluster.tls } : {}),
      readOnly: false,
      localCluster: cluster.id,
      state: this.#state(id),
      needsPassword: false,
    }
  }
}
