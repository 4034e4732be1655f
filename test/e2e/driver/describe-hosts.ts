import { afterAll, describe } from 'vitest'
import { closeChromium } from './browser-run'
import { keepEvidence } from './evidence'
import { hosts, whyNot, type HostName } from './machine'

// Where the hosts run beside each other, each run has one of them.
const wanted = hosts.filter((host) => (process.env['ETCDESK_TEST_HOST'] ?? host) === host)

/** One spec, both hosts. A host that cannot run on this machine is skipped by name, with its reason. */
export function describeHosts(title: string, body: (host: HostName) => void): void {
  for (const host of wanted) {
    const reason = whyNot(host)
    const name = `${title} on ${host}${reason ? ` (skipped: ${reason})` : ''}`
    describe.skipIf(reason !== undefined)(name, () => {
      keepEvidence()
      afterAll(closeChromium)
      body(host)
    })
  }
}
