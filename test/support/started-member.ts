import { join } from 'node:path'
import { startFlags, type ClusterEntry } from '../../shared/etcd/start-flags'
import { engineDir, type EngineVersion } from './engines'
import { EtcdProcess } from './etcd-process'
import { tlsArgs, type ClientTls } from './etcd-server'
import { freePorts } from './ports'
import { tempDir } from './temp-dir'

/** A process of etcd that joins a cluster it was added to. Disposing it ends it and removes its data. */
export interface StartedMember extends AsyncDisposable {
  readonly process: EtcdProcess
  readonly clientUrl: string
  /** Ends it and starts it on its data with another address for its peers. */
  restartAt(peerUrl: string): Promise<void>
}

/** Starts the member that was added as `id`, with the very flags the app shows for it; resolves when it listens. */
export async function startAddedMember(
  version: EngineVersion,
  options: { id: string; name: string; members: readonly ClusterEntry[]; tls?: ClientTls },
): Promise<StartedMember> {
  const { id, name, members, tls } = options
  const dir = await tempDir()
  const [port = 0] = await freePorts(1)
  const clientUrl = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`
  const own = tls ? tlsArgs('mutual', await tls.authority.issue(name), tls.authority) : []
  const peerUrls = members.find((each) => each.id === id)?.peerUrls ?? []
  const added = { id, name, peerUrls, clientUrls: [clientUrl], dataDir: join(dir.path, name) }
  const args = startFlags(added, members).map(({ name: flag, value }) =>
    value === undefined ? `--${flag}` : `--${flag}=${value}`,
  )
  const begin = (more: readonly string[] = []) =>
    new EtcdProcess(join(engineDir(version) ?? '', 'etcd'), [...args, ...own, ...more], port)
  let process = begin()
  const started: StartedMember = {
    get process() {
      return process
    },
    clientUrl,
    async restartAt(peerUrl) {
      await process.end()
      // Of a flag that is given twice etcd takes the second.
      process = begin([`--listen-peer-urls=${peerUrl}`])
      await process.start()
    },
    async [Symbol.asyncDispose]() {
      await process.end('SIGKILL')
      await dir[Symbol.asyncDispose]()
    },
  }
  try {
    await process.start()
    return started
  } catch (error) {
    await started[Symbol.asyncDispose]()
    throw error
  }
}
