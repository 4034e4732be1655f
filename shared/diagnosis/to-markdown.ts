import type { CheckNote, DiagnosisReport, Finding } from '../contract/diagnosis'
import { formatCountOf } from '../format'
import { markdownText as plain } from '../markdown'

const words = { critical: 'CRITICAL', warning: 'Warning', notice: 'Notice' } as const

function findingLines({ check, severity, title, evidence, advice }: Finding): readonly string[] {
  return [
    `### ${words[severity]}: ${plain(title)}`,
    '',
    ...evidence.map(({ what, value, source }) => `- ${plain(what)}: ${plain(value)} (${plain(source)})`),
    '',
    `What to do (check: ${plain(check)}):`,
    '',
    ...advice.map((each, index) => `${index + 1}. ${plain(each)}`),
    '',
  ]
}

const noteLines = (notes: readonly CheckNote[]) =>
  notes.length === 0
    ? ['- nothing', '']
    : [...notes.map(({ check, text }) => `- ${plain(check)}: ${plain(text)}`), '']

/** The report as Markdown, to be handed on: names and addresses of members, and no secret. */
export function toMarkdown(report: DiagnosisReport, connection: string): string {
  const { atMs, clusterId, members, version, findings, passed, unchecked } = report
  return [
    `# Diagnosis of ${plain(connection)}`,
    '',
    `${new Date(atMs).toISOString()}, cluster ${clusterId || 'unknown'}, ${formatCountOf(members, 'member')}, etcd ${version ?? 'unknown'}`,
    '',
    `## Found: ${findings.length === 0 ? 'nothing wrong' : findings.length}`,
    '',
    ...findings.flatMap(findingLines),
    '## In order',
    '',
    ...noteLines(passed),
    '## Not checked',
    '',
    ...noteLines(unchecked),
  ].join('\n')
}
