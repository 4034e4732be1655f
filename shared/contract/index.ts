import { changeLogContract } from './change-log'
import { changesContract } from './changes'
import { clusterContract } from './cluster'
import { compareContract } from './compare'
import { connectionsContract } from './connections'
import { diagnosisContract } from './diagnosis'
import { enginesContract } from './engines'
import { historyContract } from './history'
import { kvContract } from './kv'
import { laboratoryContract } from './laboratory'
import { leaseContract } from './lease'
import { localContract } from './local'
import { localLogsContract } from './local-logs'
import { maintenanceContract } from './maintenance'
import { membersContract } from './members'
import { metricsContract } from './metrics'
import { panelsContract } from './panels'
import { restoreContract } from './restore'
import { scheduleContract } from './schedule'
import { sampleContract } from './sample'
import { runbookContract } from './runbook'
import { searchContract } from './search'
import { snapshotContract } from './snapshot'
import { snapshotViewContract } from './snapshot-view'
import { speedContract } from './speed'
import { streamsContract } from './streams'
import { systemContract } from './system'
import { transferContract } from './transfer'
import { treeContract } from './tree'
import { watchContract } from './watch'

/** All that the renderer may ask of main. */
export const contract = {
  changeLog: changeLogContract,
  changes: changesContract,
  cluster: clusterContract,
  compare: compareContract,
  connections: connectionsContract,
  diagnosis: diagnosisContract,
  engines: enginesContract,
  history: historyContract,
  kv: kvContract,
  laboratory: laboratoryContract,
  lease: leaseContract,
  local: localContract,
  localLogs: localLogsContract,
  maintenance: maintenanceContract,
  members: membersContract,
  metrics: metricsContract,
  panels: panelsContract,
  restore: restoreContract,
  schedule: scheduleContract,
  sample: sampleContract,
  runbook: runbookContract,
  search: searchContract,
  snapshot: snapshotContract,
  snapshotView: snapshotViewContract,
  speed: speedContract,
  streams: streamsContract,
  system: systemContract,
  transfer: transferContract,
  tree: treeContract,
  watch: watchContract,
}
