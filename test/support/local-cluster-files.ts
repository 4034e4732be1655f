import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The client endpoints of the local clusters that an app keeps below its home, for a second client such as etcdctl. */
export async function localEndpoints(home: string): Promise<string[]> {
  const root = join(home, 'clusters')
  const endpoints: string[] = []
  for (const id of await readdir(root)) {
    const record = JSON.parse(await readFile(join(root, id, 'cluster.json'), 'utf8')) as {
      members: { clientPort: number }[]
    }
    endpoints.push(...record.members.map((member) => `http://127.0.0.1:${member.clientPort}`))
  }
  return endpoints
}
