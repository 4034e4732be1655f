import { afterAll, describe } from 'vitest'
import { closeChromium } from './browser-run'
import { keepEvidence } from './evidence'
import { hosts, whyNot, type HostName } from './machine'

/** One spec, both hosts. A host that cannot run on this machine is skipped by name, with its reason. */
export function describeHosts(title: string, body: (host: HostName) => void): void {
  for (const host of hosts) {
    const reason = whyNot(host)
    const name = `${title} on ${host}${reason ? ` (skipped: ${reason})` : ''}`
    describe.skipIf(reason !== undefined)(name, () => {
      keepEvidence()
      afterAll(closeChromium)
      body(host)
    })
  }
}
