import { join } from 'node:path'
import { Engines } from '../../main/local/engines/engines'
import { LocalClusters } from '../../main/local/local-clusters'
import { engineDir } from '../support/engines'
import { EtcdProcess } from '../support/etcd-process'
import { freePorts } from '../support/ports'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import type { Bench } from './bench'
import { compare, timed } from './compare'

const members = 3
const engine = () => engineDir('3.5.16') ?? ''

/** Three members from nothing to ready by the app, against three processes spawned by hand and polled for health. */
export const local: Bench = async ({ rounds }) => ({ members, ...(await compare(byApp, byHand, rounds)) })

async function byApp(): Promise<number> {
  await using home = await tempDir()
  const clusters = new LocalClusters({
    home: home.path,
    engines: new Engines({ home: home.path, searchPath: engine() }),
  })
  await clusters.load()
  try {
    return await timed(() => clusters.create({ members }))
  } finally {
    await clusters.shutdown()
  }
}

async function byHand(): Promise<number> {
  await using dir = await tempDir()
  const ports = await freePorts(2 * members)
  const url = (i: number) => `http://127.0.0.1:${ports[i]}`
  const peers = Array.from({ length: members }, (_, i) => `m${i + 1}=${url(members + i)}`).join(',')
  const processes = Array.from({ length: members }, (_, i) => {
    const args = [
      ...['--name', `m${i + 1}`, '--data-dir', join(dir.path, `m${i + 1}`), '--initial-cluster', peers],
      ...['--listen-client-urls', url(i), '--advertise-client-urls', url(i)],
      ...['--listen-peer-urls', url(members + i), '--initial-advertise-peer-urls', url(members + i)],
    ]
    return new EtcdProcess(join(engine(), 'etcd'), args, ports[i] ?? 0)
  })
  const healthy = async (_: EtcdProcess, i: number) => {
    const answer = await fetch(`${url(i)}/health`)
    return ((await answer.json()) as { health: string }).health === 'true'
  }
  try {
    return await timed(async () => {
      await Promise.all(processes.map((member) => member.start()))
      await until(async () => (await Promise.all(processes.map(healthy))).every(Boolean), {
        timeoutMs: 30_000,
      })
    })
  } finally {
    await Promise.all(processes.map((member) => member.end('SIGKILL')))
  }
}
