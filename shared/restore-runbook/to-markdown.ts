import { markdownText } from '../markdown'
import type { Runbook, RunbookStep } from './runbook'

/** A fence longer than any in the commands: a name may hold backticks. */
function fenced(commands: readonly string[]): readonly string[] {
  const text = commands.join('\n')
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}sh`, text, fence, '']
}

function stepLines({ title, notes, blocks }: RunbookStep, at: number): readonly string[] {
  return [
    `## ${at + 1}. ${markdownText(title)}`,
    '',
    ...notes.map((note) => `- ${markdownText(note)}`),
    '',
    ...blocks.flatMap(({ where, commands }) => [`**${markdownText(where)}**`, '', ...fenced(commands)]),
  ]
}

/** A runbook as Markdown, to be handed on. */
export function toMarkdown({ title, facts, warnings, steps }: Runbook): string {
  return [
    `# ${markdownText(title)}`,
    '',
    ...facts.map(([name, value]) => `- ${name}: ${markdownText(value)}`),
    '',
    '## Before you begin',
    '',
    ...warnings.map((warning) => `- ${markdownText(warning)}`),
    '',
    ...steps.flatMap(stepLines),
  ].join('\n')
}
