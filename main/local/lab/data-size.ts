import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataSize } from '../../../shared/contract/laboratory'

/**
 * How much disk a member's data takes: its write-ahead log (etcd allocates its files 64 MB at a time), its database, and
 * its snapshots. Files that go meanwhile count nothing; a folder that is not there is empty.
 */
export async function dataSize(dataDir: string): Promise<DataSize> {
  const snap = join(dataDir, 'member', 'snap')
  const walBytes = await sum(join(dataDir, 'member', 'wal'), () => true)
  const dbBytes = await sum(snap, (name) => name === 'db')
  const snapBytes = await sum(snap, (name) => name !== 'db')
  return { walBytes, dbBytes, snapBytes }
}

async function sum(dir: string, counts: (name: string) => boolean): Promise<number> {
  const names = await readdir(dir).catch((): string[] => [])
  const sizes = names.filter(counts).map(async (name) => {
    const info = await stat(join(dir, name)).catch(() => undefined)
    // What is allocated, where the system tells: a file may be longer or shorter than its blocks.
    return info ? (info.blocks ? info.blocks * 512 : info.size) : 0
  })
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0)
}
