import { Engines } from '../../../main/local/engines/engines'
import { LocalClusters } from '../../../main/local/local-clusters'

// The part of the app that owns clusters, in a process of its own, so that a test can kill it.
const [home = '', enginePath = ''] = process.argv.slice(2)
const engines = new Engines({ home, enginePath: () => enginePath, searchPath: '' })
const clusters = new LocalClusters({ home, engines })
clusters
  .load()
  .then(() => clusters.create({ members: 3, name: 'left', onExit: 'stop' }))
  .then((cluster) => {
    process.stdout.write(`${JSON.stringify(cluster)}\n`)
    setInterval(() => undefined, 1_000)
  })
  .catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    process.exitCode = 1
  })
