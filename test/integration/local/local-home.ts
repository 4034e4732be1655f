import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Engines } from '../../../main/local/engines/engines'
import { freePorts } from '../../../main/local/listeners'
import { LocalClusters } from '../../../main/local/local-clusters'
import type { LocalCluster } from '../../../shared/contract/local'
import { engineDir } from '../../support/engines'
import type { EngineVersion } from '../../support/engines'
import { tempDir } from '../../support/temp-dir'

/** A home of its own with one engine; disposing it stops every cluster and removes everything. */
export interface LocalHome extends AsyncDisposable {
  readonly path: string
  readonly engines: Engines
  readonly clusters: LocalClusters
  /** Another reader of the same home, as after a restart of the app. */
  reopen(): Promise<LocalClusters>
  etcdctl(cluster: LocalCluster, ...args: string[]): Promise<string>
}

/** `onPorts` is called with ports that were chosen and not yet bound; engines in `searchPath` are found as `path:VERSION`. */
export async function localHome(
  version: EngineVersion,
  onPorts: (ports: readonly number[]) => Promise<void> = async () => undefined,
  searchPath = '',
): Promise<LocalHome> {
  const dir = await tempDir('etcdesk-local-')
  const engine = engineDir(version) ?? ''
  const engines = new Engines({ home: dir.path, enginePath: () => engine, searchPath })
  const choosePorts = async (count: number) => {
    const ports = await freePorts(count)
    await onPorts(ports)
    return ports
  }
  const opened: LocalClusters[] = []
  const open = async () => {
    const clusters = new LocalClusters({ home: dir.path, engines, choosePorts })
    await clusters.load()
    opened.push(clusters)
    return clusters
  }
  return {
    path: dir.path,
    engines,
    clusters: await open(),
    reopen: open,
    etcdctl: async (cluster, ...args) => {
      const { caFile = '', certFile = '', keyFile = '' } = cluster.tls ?? {}
      const tls = cluster.tls ? ['--cacert', caFile, '--cert', certFile, '--key', keyFile] : []
      const all = ['--endpoints', cluster.endpoints.join(','), ...tls, ...args]
      return (await promisify(execFile)(join(engine, 'etcdctl'), all)).stdout
    },
    [Symbol.asyncDispose]: async () => {
      for (const clusters of opened) {
        // How they end is looked at elsewhere; a leader takes seconds for it.
        const kill = clusters
          .list()
          .flatMap(({ id, members }) =>
            members.flatMap(({ name, pid }) => (pid === undefined ? [] : clusters.kill(id, name))),
          )
        await Promise.allSettled(kill)
        for (const { id } of clusters.list()) await clusters.stop(id).catch(() => undefined)
        await clusters.shutdown()
      }
      await dir[Symbol.asyncDispose]()
    },
  }
}
