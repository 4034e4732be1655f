/** What an export says of itself, in its head and tail. */
export interface ExportFacts {
  readonly clusterId: string
  readonly revision: bigint
  /** The selection in words. */
  readonly title: string
}
