import { X509Certificate } from 'node:crypto'
import type { ClusterStatus } from '../../shared/contract/cluster'
import type { ClockOffset, DiagnosisFacts } from '../../shared/diagnosis/facts'
import type { EtcdClient } from '../etcd/client'
import { askAuth } from './ask-auth'
import { askClock } from './ask-clock'
import { wantsClientCertificate } from './wants-client-certificate'

/** What changes seldom. */
export type Surroundings = Pick<
  DiagnosisFacts,
  'auth' | 'isTls' | 'wantsClientCertificate' | 'ownCertificate' | 'clocks'
>

function ownCertificate({ tls }: EtcdClient): Surroundings['ownCertificate'] {
  if (!tls?.cert) return undefined
  const { subject, validTo } = new X509Certificate(tls.cert)
  return { subject: subject.split('\n').join(', '), notAfterMs: Date.parse(validTo) }
}

/** Asks for what changes seldom: auth, clocks, and whether clients must show a certificate. Never throws. */
export async function askSurroundings(
  client: EtcdClient,
  status: ClusterStatus,
  signal: AbortSignal,
): Promise<Surroundings> {
  const answering = status.members.filter(({ health }) => health !== 'unreachable')
  const secure = answering.find(({ endpoint }) => endpoint?.startsWith('https://'))?.endpoint
  const [auth, wants, clocks] = await Promise.all([
    askAuth(client, status, signal),
    secure === undefined ? undefined : wantsClientCertificate(secure, signal),
    Promise.all(
      answering.map(async ({ id, endpoint }): Promise<readonly ClockOffset[]> => {
        const clock = endpoint === undefined ? undefined : await askClock(endpoint, client.tls, signal)
        return clock ? [{ memberId: id, ...clock }] : []
      }),
    ),
  ])
  return {
    auth,
    isTls: client.endpoints.some((endpoint) => endpoint.startsWith('https://')),
    wantsClientCertificate: wants,
    ownCertificate: ownCertificate(client),
    clocks: clocks.flat(),
  }
}
