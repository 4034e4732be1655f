/** So many lines together are taken for the same place in both texts. */
const anchorLines = 3

/**
 * Two texts that were cut off at the same size, ended at the same line: a cut in the middle of a line, or a few lines
 * apart, would be taken for a change. Texts of which no end is found in the other stay as they are.
 */
export function endAlike(before: string, after: string): readonly [string, string] {
  const [left, right] = [wholeLines(before), wholeLines(after)]
  const inRight = endOf(left, right)
  if (inRight !== undefined) return [left, right.slice(0, inRight)]
  const inLeft = endOf(right, left)
  return inLeft === undefined ? [before, after] : [left.slice(0, inLeft), right]
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1)
}

/** Where the last lines of `text` end in `other`, in its second half. */
function endOf(text: string, other: string): number | undefined {
  let from = text.length - 1
  for (let lines = 0; lines < anchorLines && from > 0; lines++) from = text.lastIndexOf('\n', from - 1)
  const anchor = text.slice(from + 1)
  const at = anchor === '' || from < 0 ? -1 : other.lastIndexOf(anchor)
  return at < other.length / 2 ? undefined : at + anchor.length
}
