import { tailLog } from './member-log'

const longest = 300
const shownLines = 20

/** The end of a member's log, at most 20 lines, without the usage that etcd prints after a flag it does not take. */
export async function lastLines(logPath: string): Promise<string[]> {
  const lines = await tailLog(logPath, 2 * shownLines)
  const usage = lines.lastIndexOf('Usage:')
  const said = usage > 0 && /\bflag\b/.test(lines[usage - 1] ?? '') ? lines.slice(0, usage) : lines
  return said.slice(-shownLines)
}

/**
 * What a member said last about why it ended, for a person: the message and error of its last line of the level error
 * or worse, of a line that is no JSON (a flag it does not know), else of its last line. Undefined when it said nothing.
 */
export function lastWords(lines: readonly string[]): string | undefined {
  const said = lines.map(inWords)
  const grave = said.findLast(({ isGrave }) => isGrave) ?? said.at(-1)
  return grave?.text.slice(0, longest)
}

function inWords(line: string): { readonly text: string; readonly isGrave: boolean } {
  try {
    const entry: unknown = JSON.parse(line)
    if (typeof entry !== 'object' || entry === null) return { text: line, isGrave: true }
    const { level, msg, error } = entry as Record<string, unknown>
    const text = [msg, error].filter((part) => typeof part === 'string' && part !== '').join(': ')
    return { text, isGrave: /^(error|dpanic|panic|fatal)$/.test(String(level)) }
  } catch {
    return { text: line.trim(), isGrave: line.trim() !== '' && !line.startsWith('\t') }
  }
}
