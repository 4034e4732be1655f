import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = () => process.env['ETCDESK_TEST_KUBERNETES'] ?? ''

/** Whether the set-up could get the Kubernetes API definitions. */
export const haveKubernetes = (): boolean => existsSync(join(root(), 'k8s.io', 'api', 'testdata'))

/** The folder that holds `k8s.io/`. */
export const kubernetesDir = root

/** One object as Kubernetes' own round-trip tests store it, with what kubectl prints for it. */
export interface Golden {
  /** Such as `apps.v1.Deployment`. */
  readonly name: string
  readonly stored: Uint8Array
  readonly json: string | undefined
  readonly yaml: string | undefined
}

/** The golden objects of a release: `HEAD`, or an older one by the release whose table is in use. */
export function goldens(release: 'HEAD' | 'v1.31.0' | 'v1.30.0'): Golden[] {
  const dir = join(root(), 'k8s.io', 'api', 'testdata', release)
  const read = (name: string) =>
    existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'utf8') : undefined
  return readdirSync(dir)
    .filter((file) => file.endsWith('.pb'))
    .map((file) => file.slice(0, -3))
    .map((name) => ({
      ...{ name, json: read(`${name}.json`), yaml: read(`${name}.yaml`) },
      stored: new Uint8Array(readFileSync(join(dir, `${name}.pb`))),
    }))
}
