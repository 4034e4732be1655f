/** Replaces the characters `from` to `to` (exclusive) of a text by `text`. */
export interface TextEdit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * The smallest single replacement that turns one text into the other: what is the same at both ends stays, so that a
 * cursor and the scroll position there stay too. Never splits a `\r\n` or a surrogate pair; undefined when equal.
 */
export function minimalEdit(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  let end = 0
  const most = shorter - start
  while (
    end < most &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++
  while (start > 0 && isSplit(before, after, start)) start--
  while (end > 0 && (isTail(before, end) || isTail(after, end))) end--
  return { from: start, to: before.length - end, text: after.slice(start, after.length - end) }
}

const isSplit = (before: string, after: string, at: number): boolean => joins(before, at) || joins(after, at)

const isTail = (text: string, end: number): boolean => joins(text, text.length - end)

/** True when the characters before and at `at` belong together. */
function joins(text: string, at: number): boolean {
  const left = text.charCodeAt(at - 1)
  const right = text.charCodeAt(at)
  return (
    (left === 0x0d && right === 0x0a) ||
    (left >= 0xd800 && left < 0xdc00 && right >= 0xdc00 && right < 0xe000)
  )
}
