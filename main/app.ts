import { implement, type AnyRouter } from '@orpc/server'
import { contract } from '../shared/contract'
import { fail } from '../shared/failure'
import { ChangeLogs } from './change-log/change-logs'
import { ClusterFollower } from './cluster/cluster-follower'
import { Connections } from './connections/connections'
import { TimesStore } from './history/times-store'
import { prepareHome } from './home'
import { Engines } from './local/engines/engines'
import { Recoveries } from './local/lab/recoveries'
import { LocalClusters } from './local/local-clusters'
import { keepLogsBounded } from './local/logs/bound-log'
import { LogViews } from './local/logs/log-views'
import { MetricsFollower } from './metrics/metrics-follower'
import { MetricsStore } from './metrics/metrics-store'
import { Panels } from './panels/panels'
import type { Platform } from './platform'
import { Restores } from './restore/restores'
import { changeLogService } from './services/change-log'
import { changesService } from './services/changes'
import { clusterService } from './services/cluster'
import { compareService } from './services/compare'
import { connectionsService } from './services/connections'
import { diagnosisService } from './services/diagnosis'
import { enginesService } from './services/engines'
import { historyService } from './services/history'
import { kvService } from './services/kv'
import { laboratoryService } from './services/laboratory'
import { leaseService } from './services/lease'
import { localService } from './services/local'
import { localLogsService } from './services/local-logs'
import { maintenanceService } from './services/maintenance'
import { membersService } from './services/members'
import { metricsService } from './services/metrics'
import { panelsService } from './services/panels'
import { restoreService } from './services/restore'
import { scheduleService } from './services/schedule'
import { sampleService } from './services/sample'
import { runbookService } from './services/runbook'
import { searchService } from './services/search'
import { snapshotService } from './services/snapshot'
import { snapshotViewService } from './services/snapshot-view'
import { speedService } from './services/speed'
import { streamsService } from './services/streams'
import { systemService } from './services/system'
import { transferService } from './services/transfer'
import { treeService } from './services/tree'
import { watchService } from './services/watch'
import { Samples } from './sample/samples'
import { SnapshotLibrary } from './snapshot/library'
import { SnapshotSchedules } from './snapshot/schedules'
import { Snapshots } from './snapshot/snapshots'
import { OpenedSnapshots } from './snapshot/view/opened-snapshots'
import { SpeedChecks } from './speed/speed-checks'
import { ConnectionStore } from './store/connection-store'
import { HomeLock } from './store/home-lock'
import { SettingsStore } from './store/settings-store'
import { Streams } from './streams'

/** Refuses a path for the settings that holds no usable etcd, saying what is wrong with it beside its field. */
async function checkEnginePath(home: string, path: string): Promise<void> {
  const { engines, problems } = await new Engines({ home, enginePath: () => path, searchPath: '' }).list()
  const problem = problems.find(({ source }) => source === 'settings')
  const details = { field: 'enginePath' }
  if (problem) throw fail('invalid', problem.failure.message, { reason: problem.failure.reason, details })
  if (!engines.some(({ source }) => source === 'settings'))
    throw fail('invalid', `There is no etcd at ${path}.`, { details })
}

export interface AppOptions {
  /** The folder that holds all state; made when it is not there. */
  readonly home: string
  readonly version: string
  readonly platform: Platform
  /** A store with more keys is browsed without an index of all keys; default: eight million. */
  readonly maxIndexedKeys?: number
}

/** The whole of main, ready to be carried by a host. */
export interface RunningApp {
  readonly router: AnyRouter
  readonly settings: SettingsStore
  readonly streams: Streams
  /** The names of the running local clusters of which the person is to be asked when the app ends. */
  toAskAbout(): readonly string[]
  /**
   * Ends everything that was started: streams, connections, and the clusters that end with the app; `asked` is what the
   * person wants of those they were asked about, by default that they stop.
   */
  stop(asked?: 'stop' | 'keep'): Promise<void>
}

/**
 * Puts the app together: the only place that constructs. Fails with `precondition` when the home cannot be
 * written or another instance uses it; nothing is left running then.
 */
export async function startApp({ home, version, platform, maxIndexedKeys }: AppOptions): Promise<RunningApp> {
  await prepareHome(home)
  const lock = await HomeLock.acquire(home)
  try {
    const settings = new SettingsStore(home)
    const store = new ConnectionStore(home)
    await Promise.all([settings.load(), store.load()])
    const streams = new Streams()
    const engines = new Engines({ home, enginePath: () => settings.settings.enginePath })
    const clusters = new LocalClusters({ home, engines })
    await clusters.load()
    const openedSnapshots = new OpenedSnapshots(home)
    await openedSnapshots.load()
    const connections = new Connections(store, clusters, openedSnapshots)
    const times = new TimesStore(home)
    const follower = new ClusterFollower(connections, (status) => times.observe(status))
    const metrics = new MetricsStore(home)
    const metricsFollower = new MetricsFollower(connections, follower, metrics)
    const panels = new Panels(home, connections)
    await panels.load()
    const snapshots = new Snapshots(new SnapshotLibrary(home), connections)
    await snapshots.library.load()
    const schedules = new SnapshotSchedules(home, snapshots, connections)
    await schedules.load()
    const changeLogs = new ChangeLogs(home, connections)
    await changeLogs.load()
    const restores = new Restores({ clusters, engines })
    const samples = new Samples(home, clusters)
    await samples.load()
    const speedChecks = new SpeedChecks(connections)
    const recoveries = new Recoveries(clusters)
    const stopped = new AbortController()
    const following = Promise.all([
      connections.followClusters(stopped.signal),
      recoveries.watch(stopped.signal),
      keepLogsBounded(clusters, stopped.signal),
      panels.followConnections(stopped.signal),
      samples.followClusters(stopped.signal),
      schedules.run(stopped.signal),
      changeLogs.followConnections(stopped.signal),
    ])

    const os = implement(contract)
    const router = os.router({
      changeLog: changeLogService({
        logs: changeLogs,
        parts: { clusters, engines, connections },
        restores,
        streams,
      }),
      changes: changesService(home, connections, streams),
      cluster: clusterService(connections, follower, streams),
      compare: compareService(home, connections, streams),
      connections: connectionsService(connections, streams),
      diagnosis: diagnosisService({ connections, clusters: follower, metrics: metricsFollower, streams }),
      engines: enginesService(engines, streams),
      history: historyService({ connections, follower, times, streams }),
      kv: kvService(connections),
      laboratory: laboratoryService(clusters, recoveries, streams),
      lease: leaseService(connections, streams),
      local: localService(clusters, streams),
      localLogs: localLogsService(new LogViews(home, clusters), streams),
      maintenance: maintenanceService({ connections, times, panels, streams }),
      members: membersService(connections),
      metrics: metricsService({
        home,
        connections,
        follower: metricsFollower,
        store: metrics,
        streams,
      }),
      panels: panelsService(home, panels, streams),
      restore: restoreService(restores, streams),
      schedule: scheduleService(schedules, streams),
      sample: sampleService(samples, streams),
      runbook: runbookService({ home, connections, library: snapshots.library, streams }),
      search: searchService(connections, streams),
      snapshot: snapshotService(snapshots, platform, streams),
      snapshotView: snapshotViewService(connections, openedSnapshots),
      speed: speedService(speedChecks, streams),
      streams: streamsService(streams),
      system: systemService({
        home,
        version,
        platform,
        settings,
        checkEnginePath: (path) => checkEnginePath(home, path),
      }),
      transfer: transferService(home, connections, streams),
      tree: treeService(connections, streams, { maxIndexedKeys }),
      watch: watchService(connections, streams),
    })
    return {
      router,
      settings,
      streams,
      toAskAbout: () => clusters.toAskAbout(),
      async stop(asked) {
        stopped.abort()
        await Promise.all([speedChecks.quit(), restores.stop(), samples.stop()])
        await Promise.all([
          following,
          changeLogs.stop(),
          panels.stop(),
          snapshots.stop(),
          connections.closeAll(),
          times.close(),
        ])
        await clusters.shutdown(asked)
        await settings.settled()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}
