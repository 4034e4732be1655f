/** Defragmenting, compacting or hashing a big database takes minutes, during which the member says nothing. */
export const longMs = 30 * 60_000
