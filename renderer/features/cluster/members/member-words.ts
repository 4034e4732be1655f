/** `m2 (8e9e05c52164694d)`; the id alone for a member that has no name yet. */
export function memberInWords(member: { readonly id: string; readonly name: string } | undefined): string {
  if (!member) return ''
  return member.name === member.id ? member.id : `${member.name} (${member.id})`
}

/** What is added to the account of a change that etcd did not answer. */
export function inDoubtWords({ wasInDoubt }: { readonly wasInDoubt: boolean }): string {
  return wasInDoubt ? ' (etcd did not answer in time; the members were read again and show it)' : ''
}
