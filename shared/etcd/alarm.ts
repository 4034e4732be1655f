import { formatId } from './id'

/**
 * The member id of an alarm that names nobody: etcd's periodic corruption check raises CORRUPT without one (seen with
 * 3.4.23 and 3.5.16), since the answers it compares carry no member id.
 */
export const unnamedMember = formatId(0n)

/** Who raised an alarm: a member's name, its id where nobody knows one, or `one of the members`. */
export function raisedBy(
  memberId: string,
  members: readonly { readonly id: string; readonly name: string }[],
): string {
  if (memberId === unnamedMember) return 'one of the members'
  return members.find(({ id }) => id === memberId)?.name || memberId
}
