import type { Runbook, RunbookStep } from './runbook'

const width = 88

/** A sentence as an item of a list; words longer than a line are not broken. */
function item(text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each, at) => `${at === 0 ? '   - ' : '     '}${each}`).join('\n')
}

const indented = (text: string) =>
  text
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n')

function stepLines({ title, notes, blocks }: RunbookStep, at: number): readonly string[] {
  return [
    `${at + 1}. ${title}`,
    '',
    ...notes.map(item),
    '',
    ...blocks.flatMap(({ where, commands }) => [`   ${where}:`, '', ...commands.map(indented), '']),
  ]
}

/** A runbook as plain text: commands stand on lines of their own and can be copied as they are. */
export function toText({ title, facts, warnings, steps }: Runbook): string {
  return [
    title,
    '='.repeat(title.length),
    '',
    ...facts.map(([name, value]) => `${name}: ${value}`),
    '',
    'Before you begin',
    '',
    ...warnings.map(item),
    '',
    ...steps.flatMap(stepLines),
  ].join('\n')
}
