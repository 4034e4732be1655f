/** Ends a switch over a union: does not compile while a case is missing, throws if one slips in at run time. */
export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${String(value)}`)
}
