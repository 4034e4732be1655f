import { lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { fail, toFailure, FailureError } from '../../shared/failure'
import type { SavedRunbook } from '../../shared/contract/runbook'
import type { RunbookInput } from '../../shared/restore-runbook/input'
import { planRunbook } from '../../shared/restore-runbook/plan'
import { findProblems } from '../../shared/restore-runbook/problems'
import { toMarkdown } from '../../shared/restore-runbook/to-markdown'
import { toScript } from '../../shared/restore-runbook/to-script'
import { toText } from '../../shared/restore-runbook/to-text'
import { writeRunbook } from '../../shared/restore-runbook/write-runbook'
import { fileFailure, syncFolder } from '../transfer/part-file'

interface TextFile {
  readonly name: string
  readonly text: string
  readonly mode: number
}

/** The files of a runbook: its text, its Markdown, and a script a member. */
export function runbookFiles(input: RunbookInput): readonly TextFile[] {
  const [problem] = findProblems(input)
  if (problem) throw fail('invalid', problem.message, { details: { field: problem.field } })
  const plan = planRunbook(input)
  const runbook = writeRunbook(plan)
  return [
    { name: 'runbook.txt', text: toText(runbook), mode: 0o600 },
    { name: 'runbook.md', text: toMarkdown(runbook), mode: 0o600 },
    ...plan.members.map((member) => ({
      ...{ name: member.scriptName, text: toScript(plan, member), mode: 0o700 },
    })),
  ]
}

/**
 * Writes them into a folder that is not there yet: it gets its name when all are on disk, and whatever fails leaves
 * nothing behind. Fails with the field `folder`.
 */
export async function saveRunbook(folder: string, input: RunbookInput): Promise<SavedRunbook> {
  const files = runbookFiles(input)
  const details = { field: 'folder', path: folder }
  if (!isAbsolute(folder))
    throw fail('invalid', 'Give the whole path of the folder, from the root on.', { details })
  const whole = resolve(folder)
  await checkFree(whole)
  const part = `${whole}.part`
  let isMade = false
  try {
    await mkdir(part, { mode: 0o700 })
    isMade = true
    for (const file of files) await writeFile(join(part, file.name), file)
    await syncFolder(part)
    // An empty folder of that name would be replaced by the rename.
    await checkFree(whole)
    await rename(part, whole)
    await syncFolder(dirname(whole))
    return { folder: whole, files: files.map(({ name }) => name) }
  } catch (error) {
    if (isMade) await rm(part, { recursive: true, force: true })
    const failure = toFailure(fileFailure(error, whole))
    throw new FailureError({ ...failure, details: { ...failure.details, field: 'folder' } }, { cause: error })
  }
}

async function checkFree(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined)
  if (!found) return
  throw fail('exists', `There is already something called ${basename(folder)} there.`, {
    details: { field: 'folder', path: folder },
  })
}

async function writeFile(path: string, { text, mode }: TextFile): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
