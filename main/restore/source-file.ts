import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fail, FailureError } from '../../shared/failure'
import { checkSnapshotPath } from '../snapshot/check-path'
import { readFailure } from '../snapshot/file-failure'

/** The file that is restored: which one it is by inode, size and time, as etcd's tools are only given its name. */
export class SourceFile {
  private constructor(
    readonly path: string,
    readonly sizeBytes: number,
    private readonly mark: string,
  ) {}

  /** Fails as {@link checkSnapshotPath} does. */
  static async find(path: string): Promise<SourceFile> {
    const whole = await checkSnapshotPath(path)
    const { mark, sizeBytes } = await look(whole)
    return new SourceFile(whole, sizeBytes, mark)
  }

  /** Fails with `conflict` when the name stands for another file by now, or somebody wrote it. */
  async checkUnchanged(): Promise<void> {
    const { mark } = await look(this.path)
    if (mark === this.mark) return
    throw fail(
      'conflict',
      `${basename(this.path)} was written or replaced while it was restored: nothing was kept.`,
      { details: { field: 'path', path: this.path } },
    )
  }
}

async function look(path: string): Promise<{ readonly mark: string; readonly sizeBytes: number }> {
  const found = await stat(path, { bigint: true }).catch((error: unknown) => {
    throw new FailureError(readFailure(error, path), { cause: error })
  })
  return {
    mark: [found.dev, found.ino, found.size, found.mtimeNs].join(),
    sizeBytes: Number(found.size),
  }
}
