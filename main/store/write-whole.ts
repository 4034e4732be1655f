import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'

/**
 * Replaces a small file of ours at once: a temporary file, fsync, rename. A crash leaves the old content or the new,
 * never half of it; a failure leaves nothing beside it. Readable by this user alone.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.${randomUUID()}.part`
  try {
    const file = await open(part, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
