import { setMaxListeners } from 'node:events'
import type { LocalCluster as Row, OnExit } from '../../shared/contract/local'
import { fail, toFailure } from '../../shared/failure'
import { chooseEngines } from './choose-engines'
import type { ClusterRecord, MemberRecord } from './cluster-file'
import { clusterRow } from './cluster-row'
import { clusterState } from './cluster-state'
import { tlsDir } from './etcd-args'
import type { Engines } from './engines/engines'
import { Links } from './links/links'
import type { LinkState } from './links/links'
import { freePorts } from './listeners'
import { Member } from './member'
import type { ChoosePorts } from './member-ports'
import { addMember, removeMember, wipe } from './membership/change-members'
import type { ChangeContext } from './membership/change-members'
import { monitor } from './monitor'
import { checkOnExit } from './new-cluster'
import { Operation } from './operation'
import type { OperationKind } from './operation'
import { RecordWriter } from './record-writer'
import { Roster } from './roster'
import { endMembers, startMembers } from './start-members'
import { issueCertificates } from './tls/authority'

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
  readonly #roster: Roster
  readonly #writer: RecordWriter
  readonly #links: Links | undefined
  readonly #closed = new AbortController()
  readonly #operation = new Operation()
  /** What is being done to the cluster as a whole; work on one member leaves its state as it is. */
  #whole?: 'starting' | 'stopping'
  #message?: string
  #monitoring = false

  constructor(options: LocalClusterOptions) {
    this.#options = options
    setMaxListeners(0, this.#closed.signal)
    this.#record = options.record
    this.#links = options.record.links ? new Links(options.record) : undefined
    this.#writer = new RecordWriter(options.dir, options.record)
    this.#roster = new Roster(options.record, (record) => this.#newMember(record))
  }

  get #members(): readonly Member[] {
    return this.#roster.members
  }

  get row(): Row {
    const { dir } = this.#options
    const [record, links, whole, message] = [this.#record, this.#links, this.#whole, this.#message]
    return clusterRow({ dir, record, members: this.#members, links, whole, message })
  }

  /** Finds members that still run from an earlier run of the app, and watches them from now on. */
  async adopt(): Promise<void> {
    const before = this.#members.filter((member) => member.running)
    const found = await Promise.all(this.#members.map((member) => member.adopt()))
    // After a reboot all are gone; that is a stopped cluster, not five accidents.
    if (!found.includes(true)) return
    // Until now the members could not reach each other: the ports between them were the app's.
    for (const { record } of this.#members)
      if (this.#links && !(await this.#links.hold(record)))
        this.#tell(
          `Port ${record.linkPort}, at which the others reach ${record.name}, is held by another process.`,
        )
    await Promise.all(before.filter((member) => !member.running).map((member) => member.markLost()))
    await this.#refresh()
    this.#monitor()
  }

  /** Starts all members that do not run; see {@link startMembers}. One named member only, with `name`. */
  start(options: { signal?: AbortSignal; member?: string } = {}): Promise<void> {
    return this.#operate('starting', options.signal, async (signal) => {
      if (options.member === undefined) this.#whole = 'starting'
      await this.#begin(options.member === undefined ? this.#members : [this.member(options.member)], signal)
    })
  }

  /** Ends one member if it runs and starts it on its data, under another etcd when one is named. */
  restart(member: string, options: { engineId?: string; signal?: AbortSignal } = {}): Promise<void> {
    return this.#operate('changing', options.signal, async (signal) => {
      const restarted = this.member(member)
      const before = { ...restarted.record }
      // First, so that nothing is ended for an etcd that cannot follow.
      const etcd = await this.#chooseEngines([restarted], options.engineId)
      try {
        await restarted.end(stopGraceMs)
      } catch (error) {
        Object.assign(restarted.record, { engine: before.engine, dataVersion: before.dataVersion })
        throw error
      }
      await this.#begin([restarted], signal, etcd)
    })
  }

  async #begin(
    begin: readonly Member[],
    signal: AbortSignal,
    etcd?: (member: Member) => string,
  ): Promise<void> {
    const { tls, members } = this.#record
    if (tls)
      await issueCertificates(
        tlsDir(this.#options.dir),
        members.map(({ name }) => name),
      )
    await startMembers({
      cluster: this.#record,
      dir: this.#options.dir,
      all: this.#members,
      begin,
      etcd: etcd ?? (await this.#chooseEngines(begin.filter((member) => !member.running))),
      timeoutMs: this.#options.startTimeoutMs ?? 60_000,
      signal,
      ports: { choosePorts: this.#options.choosePorts, links: this.#links },
      save: () => this.#save(),
      report: (message) => this.#tell(message),
    })
  }

  #chooseEngines(members: readonly Member[], engineId?: string): Promise<(member: Member) => string> {
    return chooseEngines(this.#options.engines, this.#record, { members, engineId })
  }

  /** Ends all members (or one): SIGTERM, after five seconds SIGKILL. A running start is canceled first. */
  async stop(member?: string): Promise<void> {
    const members = member === undefined ? this.#members : [this.member(member)]
    await this.interrupt()
    await this.#operate('stopping', undefined, async () => {
      if (member === undefined) {
        this.#whole = 'stopping'
        this.#tell('Waiting for the members to end.')
      }
      await endMembers(members, stopGraceMs)
      if (member === undefined) this.#links?.close()
    })
  }

  /** Takes a member out, deletes its data and lets it join again; see {@link wipe}. */
  wipe(name: string, signal?: AbortSignal): Promise<void> {
    return this.#change(signal, (context) => wipe(context, this.member(name)))
  }

  /** Adds a member and starts it; see {@link addMember}. */
  addMember(options: { asLearner: boolean; engineId?: string }, signal?: AbortSignal): Promise<void> {
    return this.#change(signal, (context) => addMember(context, options))
  }

  /** Takes a member out for good; see {@link removeMember}. */
  removeMember(name: string, options: { deleteData: boolean }): Promise<void> {
    return this.#change(undefined, (context) => removeMember(context, this.member(name), options))
  }

  /** Changes the link between two members. Fails with `precondition` in a cluster without links, `invalid` for one member alone. */
  setLink(from: string, to: string, state: LinkState): void {
    const [first, second] = [this.member(from), this.member(to)]
    if (!this.#links)
      throw fail(
        'precondition',
        `The links of ${this.#record.name} cannot be cut: its members reach each other directly. That is chosen when a cluster is made.`,
      )
    if (first === second)
      throw fail('invalid', 'A link is between two members.', { details: { field: 'to' } })
    if (state.kind === 'slow' && state.delayMs === undefined)
      throw fail('invalid', 'A slow link needs its delay.', { details: { field: 'delayMs' } })
    this.#links.set(from, to, state)
    this.#options.onChange()
  }

  /** Stops it because the app ends; one that was up starts again with the app ({@link resume}). */
  async park(): Promise<void> {
    const isUp = this.#roster.isRunning
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
    await this.member(member).end(0)
    await this.#writer.settled()
  }

  /** SIGSTOP to one member: it keeps its ports and answers nobody until {@link resumeMember}. */
  async pauseMember(member: string): Promise<void> {
    await this.member(member).pause()
    await this.#writer.settled()
  }

  /** SIGCONT to one member. */
  async resumeMember(member: string): Promise<void> {
    await this.member(member).resume()
    await this.#writer.settled()
  }

  /** True while its data is being made: nobody sees it then. */
  get isPreparing(): boolean {
    return this.#record.preparing === true
  }

  /** From now on it is seen. */
  async admit(): Promise<void> {
    delete this.#record.preparing
    await this.#save()
    this.#options.onChange()
  }

  async setOnExit(onExit: OnExit): Promise<void> {
    checkOnExit(this.#record, onExit)
    this.#record.onExit = onExit
    await this.#save()
    this.#options.onChange()
  }

  /** One member, to look at its process and files; `notFound` when there is none of that name. */
  member(name: string): Member {
    return this.#roster.named(name)
  }

  /** Cancels a running start, waits for a running stop, and resolves when it is over. */
  interrupt(): Promise<void> {
    return this.#operation.interrupt()
  }

  /** Ends the watching of processes, not the processes. */
  async close(): Promise<void> {
    this.#closed.abort()
    this.#links?.close()
    await this.#writer.close()
  }

  #newMember(record: MemberRecord): Member {
    const onChange = () => void this.#memberChanged()
    return new Member({ dir: this.#options.dir, cluster: this.#record, record, onChange })
  }

  #change(outer: AbortSignal | undefined, work: (context: ChangeContext) => Promise<void>): Promise<void> {
    return this.#operate('changing', outer, (signal) => {
      const programs = new Map<Member, (member: Member) => string>()
      return work({
        ...{ dir: this.#options.dir, cluster: this.#record, signal },
        members: () => this.#members,
        save: () => this.#save(),
        report: (message) => this.#tell(message),
        begin: (member) => this.#begin([member], signal, programs.get(member)),
        chooseEngine: async (member, engineId) =>
          void programs.set(member, await this.#chooseEngines([member], engineId)),
        choosePorts: this.#options.choosePorts ?? freePorts,
        admit: (record) => this.#roster.admit(record),
        dismiss: (member) => {
          this.#links?.release(member.record.name)
          this.#roster.dismiss(member)
        },
      })
    })
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
        void this.#save().catch(() => undefined)
      }
    }
    this.#options.onChange()
  }

  async #memberChanged(): Promise<void> {
    this.#options.onChange()
    await this.#save().catch(() => undefined)
  }

  #save(): Promise<void> {
    return this.#writer.save()
  }

  #monitor(): void {
    if (this.#monitoring || this.#closed.signal.aborted) return
    this.#monitoring = true
    const isWell = () => this.row.state === 'running' && !this.#links?.rows.length
    const monitored = {
      look: async () =>
        void (await Promise.all(this.#members.flatMap((member) => (member.isChild ? [] : member.look())))),
      ask: () => this.#refresh(),
      isBusy: () => this.#operation.kind !== undefined,
      isWell,
      isUp: () => this.#roster.isRunning,
    }
    void monitor(monitored, this.#closed.signal).finally(() => (this.#monitoring = false))
  }
}
