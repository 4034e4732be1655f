import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { LocalCluster as Row, OnExit } from '../../shared/contract/local'
import { fail, toFailure } from '../../shared/failure'
import type { ClusterRecord } from './cluster-file'
import { writeClusterFile } from './cluster-file'
import { clusterState } from './cluster-state'
import type { Engines } from './engines/engines'
import { Member } from './member'
import type { ChoosePorts } from './member-ports'
import { Operation } from './operation'
import type { OperationKind } from './operation'
import { endMembers, startMembers } from './start-members'

const monitorMs = 500
const stopGraceMs = 5_000

export interface LocalClusterOptions {
  readonly dir: string
  readonly record: ClusterRecord
  readonly engines: Engines
  readonly onChange: () => void
  readonly choosePorts?: ChoosePorts
  /** Milliseconds a start may take; default 60,000. */
  readonly startTimeoutMs?: number
}

/** One cluster of etcd processes on this machine: its record on disk, its members, and what is done to them. */
export class LocalCluster {
  readonly #options: LocalClusterOptions
  readonly #record: ClusterRecord
  readonly #members: readonly Member[]
  readonly #closed = new AbortController()
  readonly #operation = new Operation()
  /** What is being done to the cluster as a whole; work on one member leaves its state as it is. */
  #whole?: OperationKind
  #message?: string
  #monitoring = false
  #saving: Promise<void> = Promise.resolve()

  constructor(options: LocalClusterOptions) {
    this.#options = options
    setMaxListeners(0, this.#closed.signal)
    this.#record = options.record
    this.#members = options.record.members.map(
      (record) => new Member(options.dir, record, () => void this.#memberChanged()),
    )
  }

  get row(): Row {
    const { id, name, version, engineId, onExit, createdAt } = this.#record
    const members = this.#members.map((member) => member.row)
    const endpoints = members.filter(({ pid }) => pid !== undefined).map(({ clientUrl }) => clientUrl)
    const state = this.#whole ?? clusterState(members, this.#message !== undefined)
    return {
      ...{ id, name, state, version, engineId, onExit, members, endpoints, createdAt },
      message: this.#message,
    }
  }

  /** Finds members that still run from an earlier run of the app, and watches them from now on. */
  async adopt(): Promise<void> {
    const before = this.#members.filter((member) => member.running)
    const found = await Promise.all(this.#members.map((member) => member.adopt()))
    // After a reboot all are gone; that is a stopped cluster, not five accidents.
    if (!found.includes(true)) return
    await Promise.all(before.filter((member) => !member.running).map((member) => member.markLost()))
    await this.#refresh()
    this.#monitor()
  }

  /** Starts all members that do not run; see {@link startMembers}. One named member only, with `name`. */
  start(options: { signal?: AbortSignal; member?: string } = {}): Promise<void> {
    return this.#operate('starting', options.signal, async (signal) => {
      if (options.member === undefined) this.#whole = 'starting'
      const { engineId, version } = this.#record
      const engine = await this.#options.engines.choose({ engineId, version })
      await startMembers({
        cluster: this.#record,
        all: this.#members,
        begin: options.member === undefined ? this.#members : [this.#member(options.member)],
        etcd: engine.etcd,
        timeoutMs: this.#options.startTimeoutMs ?? 60_000,
        signal,
        choosePorts: this.#options.choosePorts,
        save: () => this.#save(),
        report: (message) => this.#tell(message),
      })
      Object.assign(this.#record, { engineId: engine.id, version: engine.version })
    })
  }

  /** Ends all members (or one): SIGTERM, after five seconds SIGKILL. A running start is canceled first. */
  async stop(member?: string): Promise<void> {
    const members = member === undefined ? this.#members : [this.#member(member)]
    await this.interrupt()
    await this.#operate('stopping', undefined, async () => {
      if (member === undefined) {
        this.#whole = 'stopping'
        this.#tell('Waiting for the members to end.')
      }
      await endMembers(members, stopGraceMs)
    })
  }

  /** Stops it because the app ends; one that was up starts again with the app ({@link resume}). */
  async park(): Promise<void> {
    const isUp = this.#members.some((member) => member.running)
    await this.stop()
    this.#record.resume = isUp
    await this.#save()
  }

  /** Starts it again if the app's end stopped it. How that goes is in the row. */
  async resume(): Promise<void> {
    if (this.#record.resume) await this.start().catch(() => undefined)
  }

  /** SIGKILL to one member, as a power cut would end it. */
  async kill(member: string): Promise<void> {
    await this.#member(member).end(0)
    await this.#saving
  }

  async setOnExit(onExit: OnExit): Promise<void> {
    this.#record.onExit = onExit
    await this.#save()
    this.#options.onChange()
  }

  logPath(member: string): string {
    return this.#member(member).logPath
  }

  /** One member, to look at its process and files; `notFound` when there is none of that name. */
  member(name: string): Member {
    return this.#member(name)
  }

  /** Cancels a running start, waits for a running stop, and resolves when it is over. */
  interrupt(): Promise<void> {
    return this.#operation.interrupt()
  }

  /** Ends the watching of processes, not the processes. */
  async close(): Promise<void> {
    this.#closed.abort()
    await this.#saving
  }

  #operate(
    kind: OperationKind,
    outer: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const operation = this.#operation.run({ kind, name: this.#record.name, outer }, async (signal) => {
      this.#message = undefined
      this.#record.resume = false
      this.#options.onChange()
      try {
        await work(signal)
        this.#message = undefined
      } catch (error) {
        const { code, message } = toFailure(error)
        this.#message = code === 'canceled' ? undefined : message
        throw error
      } finally {
        await this.#refresh()
        this.#whole = undefined
        await this.#save().catch(() => undefined)
        this.#monitor()
      }
    })
    return operation.finally(() => this.#options.onChange())
  }

  #member(name: string): Member {
    const found = this.#members.find((member) => member.record.name === name)
    if (!found) throw fail('notFound', `${this.#record.name} has no member ${name}.`)
    return found
  }

  #tell(message: string | undefined): void {
    if (this.#message === message) return
    this.#message = message
    this.#options.onChange()
  }

  async #refresh(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.refresh(this.#closed.signal)))
    const rows = this.#members.map((member) => member.row)
    if (clusterState(rows, false) === 'running') {
      this.#message = undefined
      if (!this.#record.formed) {
        this.#record.formed = true
        await this.#save().catch(() => undefined)
      }
    }
    this.#options.onChange()
  }

  async #memberChanged(): Promise<void> {
    this.#options.onChange()
    await this.#save().catch(() => undefined)
  }

  #save(): Promise<void> {
    const write = async () => {
      // A removed cluster is not written again by something that was still under way.
      if (!this.#closed.signal.aborted) await writeClusterFile(this.#options.dir, this.#record)
    }
    this.#saving = this.#saving.catch(() => undefined).then(write)
    return this.#saving
  }

  #monitor(): void {
    if (this.#monitoring || this.#closed.signal.aborted) return
    this.#monitoring = true
    const loop = async () => {
      while (
        !this.#closed.signal.aborted &&
        (this.#operation.kind || this.#members.some((member) => member.running))
      ) {
        if (!this.#operation.kind) await this.#refresh()
        await delay(monitorMs, undefined, { ref: false, signal: this.#closed.signal }).catch(() => undefined)
      }
      this.#monitoring = false
    }
    void loop()
  }
}
