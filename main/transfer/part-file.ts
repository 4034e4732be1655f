import { link, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, isAbsolute } from 'node:path'
import { fail, FailureError } from '../../shared/failure'

const underWay = new Set<string>()

/**
 * A file that is there whole or not at all: written as `PATH.part`, synced, then given its name. Until `keep` it can
 * be dropped without a trace; the name's old file is replaced only by an `overwrite`.
 */
export class PartFile {
  bytes = 0
  #isOpen = true

  private constructor(
    readonly path: string,
    readonly overwrite: boolean,
    readonly file: FileHandle,
  ) {}

  /** Fails with `exists` when the name is taken, `precondition` while another writes it or where nothing can be written. */
  static async create(path: string, { overwrite }: { readonly overwrite: boolean }): Promise<PartFile> {
    if (!isAbsolute(path)) throw atPath('invalid', 'Give the whole path of the file, from the root on.', path)
    if (underWay.has(path)) throw atPath('precondition', `${path} is being written already.`, path)
    underWay.add(path)
    try {
      await checkFree(path, overwrite)
      return new PartFile(path, overwrite, await openPart(partOf(path), overwrite))
    } catch (error) {
      underWay.delete(path)
      throw fileFailure(error, path)
    }
  }

  /** Resolves when the text was handed to the system: a slow disk slows down who writes. */
  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text)
    try {
      await this.file.writeFile(bytes)
      this.bytes += bytes.length
    } catch (error) {
      throw fileFailure(error, this.path)
    }
  }

  /** Gives the file its name; it is on disk then. Fails with `exists` when somebody took the name meanwhile. */
  async keep(): Promise<void> {
    const part = partOf(this.path)
    try {
      await this.file.sync()
      await this.#close()
      if (this.overwrite) await rename(part, this.path)
      else await giveFreeName(part, this.path)
      await syncFolder(dirname(this.path))
    } catch (error) {
      await rm(part, { force: true })
      throw fileFailure(error, this.path)
    }
  }

  /** Removes what was written so far; does nothing after `keep`. */
  async drop(): Promise<void> {
    if (!this.#isOpen) return
    await this.#close()
    await rm(partOf(this.path), { force: true })
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    underWay.delete(this.path)
    await this.file.close()
  }
}

const partOf = (path: string) => `${path}.part`

function atPath(
  code: 'invalid' | 'precondition' | 'exists' | 'exhausted',
  message: string,
  path: string,
  reason?: string,
) {
  return fail(code, message, { reason, details: { field: 'path', path } })
}

async function checkFree(path: string, overwrite: boolean): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  if (there?.isDirectory()) throw atPath('precondition', `${path} is a folder: add a file name.`, path)
  if (there && !overwrite) throw taken(path)
}

/** A crash may have left one; it may as well be somebody's own: it is replaced by choice only. */
async function openPart(part: string, overwrite: boolean): Promise<FileHandle> {
  if (overwrite) await rm(part, { force: true })
  return open(part, 'wx', 0o600)
}

const taken = (path: string) => atPath('exists', `There is already a file ${basename(path)} there.`, path)

/** A hard link takes no name that is taken; file systems without links get a look and a rename. */
async function giveFreeName(part: string, path: string): Promise<void> {
  try {
    await link(part, path)
    await rm(part)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EEXIST') throw taken(path)
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error
    await checkFree(path, false)
    await rename(part, path)
  }
}

/** So that the name survives a crash as well; a file system that cannot does without. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

/** What the system says of a file that could not be written or read, beside the field `path`. */
export function fileFailure(error: unknown, path: string): FailureError {
  if (error instanceof FailureError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return atPath('exhausted', 'The disk is full: no file was written.', path, message)
  if (code === 'EEXIST') {
    const part = basename(partOf(path))
    return atPath('exists', `There is a file ${part} there, maybe of an export that broke off.`, path)
  }
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return atPath('precondition', `There is no folder ${dirname(path)}.`, path, message)
  return atPath('precondition', `${path} cannot be written.`, path, message)
}
