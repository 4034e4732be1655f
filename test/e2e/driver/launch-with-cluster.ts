import { delimiter } from 'node:path'
import { engineDir, type EngineVersion } from '../../support/engines'
import { etcdctl } from '../../support/etcdctl'
import { localEndpoints } from '../../support/local-cluster-files'
import type { App } from './app'
import { launchApp } from './launch'
import type { HostName } from './machine'

const exact = { exact: true } as const

export interface LaunchWithCluster {
  readonly host: HostName
  /** Holds all state; the caller removes it. */
  readonly home: string
  /** Of etcd. */
  readonly version: EngineVersion
}

/** The app with a one-member cluster that it started, open and empty; and etcdctl as a second client of that. */
export async function launchWithCluster({ host, home, version }: LaunchWithCluster): Promise<{
  readonly app: App
  readonly ctl: ReturnType<typeof etcdctl>
}> {
  const path = [engineDir(version), process.env['PATH']].join(delimiter)
  const app = await launchApp({ host, home, env: { PATH: path } })
  try {
    await app.page
      .getByRole('region', { name: 'Local clusters', ...exact })
      .getByRole('button', { name: 'Start', ...exact })
      .click()
    await app.page.getByText('No keys yet').waitFor({ timeout: 60_000 })
    return { app, ctl: etcdctl(version, await localEndpoints(home)) }
  } catch (error) {
    await app[Symbol.asyncDispose]()
    throw error
  }
}
