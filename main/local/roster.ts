import { fail } from '../../shared/failure'
import type { ClusterRecord, MemberRecord } from './cluster-file'
import type { Member } from './member'

/** The members of one cluster, each beside its place in the record. */
export class Roster {
  #members: readonly Member[]

  constructor(
    private readonly cluster: ClusterRecord,
    private readonly make: (record: MemberRecord) => Member,
  ) {
    this.#members = cluster.members.map(make)
  }

  get members(): readonly Member[] {
    return this.#members
  }

  get isRunning(): boolean {
    return this.#members.some((member) => member.running)
  }

  /** Fails with `notFound` when there is none of that name. */
  named(name: string): Member {
    const found = this.#members.find((member) => member.record.name === name)
    if (!found) throw fail('notFound', `${this.cluster.name} has no member ${name}.`)
    return found
  }

  /** Makes it a member of the record; it is not written by this. */
  admit(record: MemberRecord): Member {
    const member = this.make(record)
    this.cluster.members.push(record)
    this.#members = [...this.#members, member]
    return member
  }

  /** Takes it out of the record; it is not written by this. */
  dismiss(member: Member): void {
    this.cluster.members = this.cluster.members.filter((record) => record !== member.record)
    this.#members = this.#members.filter((each) => each !== member)
  }
}
