import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The two etcd versions every integration spec runs against. */
export const engineVersions = ['3.4.23', '3.5.16'] as const
export type EngineVersion = (typeof engineVersions)[number]

/**
 * The folder that holds `etcd`, `etcdctl` (and, from 3.5 on, `etcdutl`) of one version, or undefined where this
 * machine has none. The test set-up fills `$ETCDESK_TEST_ENGINES/<version>/` before the first spec.
 */
export function engineDir(version: EngineVersion): string | undefined {
  const root = process.env['ETCDESK_TEST_ENGINES']
  if (!root) return undefined
  const dir = join(root, version)
  return existsSync(join(dir, 'etcd')) ? dir : undefined
}

/** The versions this machine can run: `describe.skipIf(!haveEngine(version))` makes the lack visible by name. */
export function haveEngine(version: EngineVersion): boolean {
  return engineDir(version) !== undefined
}
