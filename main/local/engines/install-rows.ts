import type { EngineInstallRow } from '../../../shared/contract/engines'
import { Latest } from '../../latest'
import type { Engines } from './engines'

/**
 * Installs an engine and tells how far it is, one row a batch; a slow reader gets the newest row, the last one is
 * `done` and holds the engine. When the signal aborts or the reader leaves, the installation is canceled, and it is
 * over when the stream has ended. Fails as `Engines.install`.
 */
export async function* installRows(
  engines: Engines,
  version: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly [EngineInstallRow], void, void> {
  const stop = new AbortController()
  const abort = () => stop.abort()
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  const latest = new Latest<EngineInstallRow>({ phase: 'look-up', message: 'Looking for etcd.' })
  const over = new AbortController()
  const work = engines
    .install({ version, signal: stop.signal, onProgress: (progress) => latest.set(progress) })
    .finally(() => over.abort())
  work.catch(() => undefined)
  try {
    for await (const row of latest.follow(over.signal)) yield row
    const engine = await work
    yield [{ phase: 'done', message: `etcd ${engine.version} is installed.`, engine }]
  } finally {
    signal.removeEventListener('abort', abort)
    stop.abort()
    await work.catch(() => undefined)
  }
}
