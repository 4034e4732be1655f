import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClusterRecord } from '../../main/local/cluster-file'

/** What an app wrote of the local clusters below its home. */
export async function localRecords(home: string): Promise<ClusterRecord[]> {
  const root = join(home, 'clusters')
  const read = async (id: string) =>
    JSON.parse(await readFile(join(root, id, 'cluster.json'), 'utf8')) as ClusterRecord
  return Promise.all((await readdir(root)).map(read))
}

/** The client endpoints of the local clusters that an app keeps below its home, for a second client such as etcdctl. */
export async function localEndpoints(home: string): Promise<string[]> {
  const records = await localRecords(home)
  return records.flatMap(({ members }) => members.map((member) => `http://127.0.0.1:${member.clientPort}`))
}
