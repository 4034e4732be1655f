import { clusterContract } from './cluster'
import { connectionsContract } from './connections'
import { kvContract } from './kv'
import { leaseContract } from './lease'
import { maintenanceContract } from './maintenance'
import { streamsContract } from './streams'
import { systemContract } from './system'
import { treeContract } from './tree'
import { watchContract } from './watch'

/** All that the renderer may ask of main. */
export const contract = {
  cluster: clusterContract,
  connections: connectionsContract,
  kv: kvContract,
  lease: leaseContract,
  maintenance: maintenanceContract,
  streams: streamsContract,
  system: systemContract,
  tree: treeContract,
  watch: watchContract,
}
