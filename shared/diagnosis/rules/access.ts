import { formatCountOf, formatMs } from '../../format'
import { type Check, type Found } from '../check'
import { isOnThisMachine } from './quorum'

const dayMs = 86_400_000
const soonDays = 30
const urgentDays = 7
/** HTTP dates count whole seconds: less is not told apart. */
const clockMs = 2_000

/** Whether everybody who reaches an endpoint may do everything. */
export const access: Check = {
  name: 'Access',
  run: ({ auth, wantsClientCertificate, status: { members }, isTls }) => {
    if (auth === 'on') return { passed: 'Auth is enabled.' }
    if (auth === 'unknown') return { unchecked: 'Whether auth is enabled could not be found out.' }
    const open = members.flatMap(({ clientUrls }) => clientUrls).filter((url) => !isOnThisMachine([url]))
    if (open.length === 0) return { passed: 'Auth is off; all client URLs are of this machine alone.' }
    if (isTls && wantsClientCertificate === undefined)
      return {
        unchecked: 'Auth is off; whether the members demand a client certificate could not be found out.',
      }
    if (wantsClientCertificate) return { passed: 'Auth is off; the members demand a client certificate.' }
    return {
      findings: [
        {
          severity: 'warning',
          title: `Auth is off and ${isTls ? 'no client certificate is demanded' : 'the endpoints are plain HTTP'}: everybody who reaches them may read and change everything.`,
          evidence: [
            { what: 'Auth', value: 'off', source: 'AuthStatus, or a read without a login' },
            { what: 'Client URLs that others can reach', value: open.join(', '), source: 'member list' },
          ],
          advice: [
            'Have the members demand client certificates (--client-cert-auth), or let only the machines that need it reach their ports.',
            'Or enable auth: create the user root with the role root first.',
          ],
          remedies: [],
        },
      ],
    }
  },
}

function expiry(who: string, notAfterMs: number, nowMs: number): Found[] {
  const days = Math.floor((notAfterMs - nowMs) / dayMs)
  if (days >= soonDays) return []
  const until = new Date(notAfterMs).toISOString().slice(0, 10)
  return [
    {
      severity: days < urgentDays ? 'critical' : 'warning',
      title:
        days < 0
          ? `The certificate of ${who} has expired.`
          : `The certificate of ${who} expires in ${formatCountOf(days, 'day')}.`,
      evidence: [{ what: 'Valid until', value: `${until} (UTC)`, source: 'TLS handshake' }],
      advice: [
        'Issue a new one from the same authority. etcd reads its certificate files anew for each connection: no restart is needed.',
      ],
      remedies: [],
    },
  ]
}

/** Whether certificates end soon. */
export const certificates: Check = {
  name: 'Certificates',
  run: ({ isTls, status: { members }, ownCertificate, nowMs }) => {
    if (!isTls) return { passed: 'The endpoints are plain HTTP: there are none.' }
    const seen = members.flatMap(({ name, certificate }) => (certificate ? [{ name, ...certificate }] : []))
    const findings = [
      ...seen.flatMap(({ name, notAfterMs }) => expiry(`member ${name}`, notAfterMs, nowMs)),
      ...(ownCertificate
        ? expiry('this connection (the client certificate)', ownCertificate.notAfterMs, nowMs)
        : []),
    ]
    const unseen = members.filter(({ certificate }) => !certificate).map(({ name }) => name)
    const unchecked = unseen.length > 0 ? `No certificate was seen of ${unseen.join(', ')}.` : undefined
    const own = ownCertificate ? ' and the client certificate' : ''
    const passed =
      seen.length > 0
        ? `Valid for ${soonDays} days and more: ${formatCountOf(seen.length, 'member certificate')}${own}.`
        : undefined
    return { findings, passed, unchecked }
  },
}

/** Whether the members' clocks agree. */
export const clocks: Check = {
  name: 'Clocks',
  run: ({ clocks: seen, status: { members } }) => {
    if (!seen || seen.length === 0)
      return { unchecked: 'No member told its time: it is in the date of its HTTP answers.' }
    const offsets = seen.map(({ offsetMs }) => offsetMs)
    const uncertaintyMs = Math.max(...seen.map((each) => each.uncertaintyMs))
    const spreadMs = Math.max(...offsets) - Math.min(...offsets)
    const fromHereMs = Math.max(...offsets.map(Math.abs))
    const nameOf = (id: string) => members.find((member) => member.id === id)?.name ?? id
    const evidence = seen.map(({ memberId, offsetMs }) => ({
      what: `Clock of ${nameOf(memberId)}`,
      value: `${formatMs(Math.abs(offsetMs))} ${offsetMs < 0 ? 'behind' : 'ahead of'} this machine, give or take ${formatMs(uncertaintyMs)}`,
      source: 'HTTP date',
    }))
    const advice = ['Have all machines follow the same time servers (chrony, systemd-timesyncd).']
    if (spreadMs > clockMs + 2 * uncertaintyMs)
      return {
        findings: [
          {
            severity: 'warning',
            title: `The clocks of the members differ by about ${formatMs(spreadMs)}: leases, tokens and certificates depend on them.`,
            ...{ evidence, advice, remedies: [] },
          },
        ],
      }
    if (fromHereMs > clockMs + uncertaintyMs)
      return {
        findings: [
          {
            severity: 'notice',
            title: `This machine's clock differs from the cluster's by about ${formatMs(fromHereMs)}.`,
            ...{ evidence, advice, remedies: [] },
          },
        ],
      }
    return {
      passed: `${formatCountOf(seen.length, 'clock')} agree with this machine within ${formatMs(clockMs)}.`,
    }
  },
}
