/** What is drawn in a log, one after the other: rows by their places, and what one of them holds below it. */
export type LogSlot = { readonly kind: 'row'; readonly place: number } | { readonly kind: 'detail' }

export interface LogSlots {
  readonly slots: readonly LogSlot[]
  /** Index of the first one, in heights of a row. */
  readonly first: number
}

/** A row that shows more below it takes so many heights of a row. */
export const detailRows = 8

/** Heights of a row in all. */
export function slotCount(count: number, openPlace: number | undefined): number {
  return openPlace === undefined ? count : count + detailRows
}

/** The place that lies at a height; of what is below an open row, that row's. */
export function placeAtSlot(slot: number, openPlace: number | undefined): number {
  if (openPlace === undefined || slot <= openPlace) return slot
  return slot <= openPlace + detailRows ? openPlace : slot - detailRows
}

/** The height at which a place lies. */
export function slotOfPlace(place: number, openPlace: number | undefined): number {
  return openPlace === undefined || place <= openPlace ? place : place + detailRows
}

/** What lies between two heights (`last` exclusive); what is below an open row is there as a whole or not at all. */
export function slotsBetween(first: number, last: number, openPlace: number | undefined): LogSlots {
  const detailAt = openPlace === undefined ? -1 : openPlace + 1
  const isInDetail = openPlace !== undefined && first > detailAt && first < detailAt + detailRows
  const begin = isInDetail ? detailAt : first
  const slots: LogSlot[] = []
  for (let slot = begin; slot < last; slot++) {
    if (slot === detailAt) {
      slots.push({ kind: 'detail' })
      slot += detailRows - 1
    } else slots.push({ kind: 'row', place: placeAtSlot(slot, openPlace) })
  }
  return { slots, first: begin }
}
