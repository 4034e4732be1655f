import { LogFile } from '../logs/log-file'
import { startMark } from './read-recovery'

const chunkBytes = 256 * 1024
/** A start says what it did in its first lines; a run that has written more is not read back to its start. */
const mostBytes = 8 * 1024 * 1024

/** The lines of a log from where etcd was started last (at most the last 8 MiB), oldest first. */
export async function linesOfLastRun(logPath: string): Promise<readonly string[]> {
  const file = await LogFile.open(logPath)
  const { bytes } = file
  for (let size = chunkBytes; ; size *= 2) {
    const start = Math.max(0, bytes - size)
    const text = (await file.read(start, bytes)).toString('utf8')
    const at = text.lastIndexOf(startMark)
    if (at < 0 && start > 0 && size < mostBytes) continue
    const from = at < 0 ? 0 : text.lastIndexOf('\n', at) + 1
    return text.slice(from).split('\n').slice(0, -1)
  }
}
