import { readFile } from 'node:fs'
import { promisify } from 'node:util'

const read = promisify(readFile)

/**
 * A file below /proc, to its end. These have no size, and `readFile` of `node:fs/promises` ends after their first page in
 * Node 18.15, which Electron 25 has: of a long table of sockets the rest would be missing. Node's older one reads on.
 */
export function readProc(path: string): Promise<string> {
  return read(path, 'utf8')
}
