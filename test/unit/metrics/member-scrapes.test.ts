import { describe, expect, test } from 'vitest'
import { MemberScrapes } from '../../../main/metrics/member-scrapes'
import { ScrapeReader, type Scrape } from '../../../main/metrics/scrape'

interface Told {
  readonly atSeconds: number
  readonly committed: number
  readonly started?: number
  readonly puts?: number
  readonly failedPuts?: number
  /** Fsyncs of at most 1 ms, of at most 8 ms, in all. */
  readonly fsync?: readonly [number, number, number]
  readonly peer?: readonly [number, number, number]
}

/** A scrape as a page would give it. */
function scrape({ atSeconds, committed, started = 1, puts = 0, failedPuts = 0, fsync, peer }: Told): Scrape {
  const bucket = (name: string, counts: readonly number[] | undefined, label = '') =>
    ['0.001', '0.008', '+Inf'].map((le, at) => (counts ? `${name}{${label}le="${le}"} ${counts[at]}` : ''))
  const call = (code: string) => `grpc_code="${code}",grpc_method="Put",grpc_service="etcdserverpb.KV"`
  const reader = new ScrapeReader()
  reader.text.push(
    [
      'etcd_server_has_leader 1',
      `etcd_server_proposals_committed_total ${committed}`,
      `etcd_server_proposals_applied_total ${committed - 2}`,
      `process_start_time_seconds ${started}`,
      'etcd_server_quota_backend_bytes 2.147483648e+09',
      'etcd_server_id{server_id="8f"} 1',
      `grpc_server_handled_total{${call('OK')}} ${puts}`,
      `grpc_server_handled_total{${call('Unavailable')}} ${failedPuts}`,
      ...bucket('etcd_disk_wal_fsync_duration_seconds_bucket', fsync),
      ...bucket('etcd_network_peer_round_trip_time_seconds_bucket', peer, 'To="a1",'),
    ].join('\n'),
  )
  const found = reader.finish(atSeconds * 1_000, atSeconds * 1_000)
  if (!found) throw new Error('This is no page of etcd.')
  return found
}

function after(...told: readonly Told[]): MemberScrapes {
  const scrapes = new MemberScrapes()
  for (const each of told) scrapes.add(scrape(each))
  return scrapes
}

describe('the figures of a member', () => {
  test('are gauges alone after the first scrape, and its quantiles those since its start', () => {
    const scrapes = after({ atSeconds: 0, committed: 100, fsync: [98, 100, 100] })
    const { figures } = scrapes.figures()
    expect(figures).toMatchObject({ applyBacklog: 2, quotaBytes: 2_147_483_648 })
    expect(figures.committedPerSecond).toBeUndefined()
    expect(scrapes.recent('walFsync')).toMatchObject({ over: 'start', p99Ms: expect.closeTo(4.5) })
  })

  test('are rates and quantiles of the time between two scrapes', () => {
    const scrapes = after(
      { atSeconds: 0, committed: 100, puts: 10, fsync: [0, 0, 1_000] },
      { atSeconds: 5, committed: 150, puts: 30, failedPuts: 5, fsync: [10, 10, 1_010] },
    )
    const { figures, grpc } = scrapes.figures()
    expect(figures).toMatchObject({
      committedPerSecond: 10,
      grpcPerSecond: 5,
      grpcFailedPerSecond: 1,
      walFsyncP99Ms: 0.99,
    })
    expect(grpc).toEqual({ 'KV/Put': 5 })
    expect(scrapes.recent('walFsync')?.over).toBe('minute')
  })

  test('count from zero when the member was started again', () => {
    const { figures } = after(
      { atSeconds: 0, committed: 1_000, fsync: [900, 1_000, 1_000] },
      { atSeconds: 5, committed: 20, fsync: [0, 10, 10] },
      { atSeconds: 10, committed: 30, fsync: [0, 20, 20] },
    ).figures()
    expect(figures).toMatchObject({ committedPerSecond: 2 })
    expect(
      after({ atSeconds: 0, committed: 1_000 }, { atSeconds: 5, committed: 20 }).figures().figures,
    ).toMatchObject({
      committedPerSecond: 4,
    })
  })

  test('have no rates over a start of the process: nobody knows when the old one ended', () => {
    const { figures } = after(
      { atSeconds: 0, committed: 10, started: 1 },
      { atSeconds: 5, committed: 20, started: 2 },
    ).figures()
    expect(figures.committedPerSecond).toBeUndefined()
  })

  test('have no rates over a time in which nobody looked', () => {
    const { figures } = after({ atSeconds: 0, committed: 10 }, { atSeconds: 31, committed: 20 }).figures()
    expect(figures.committedPerSecond).toBeUndefined()
  })

  test('have no quantile where nothing was synced, and keep the one of the last minute', () => {
    const told = [0, 5, 10].map((atSeconds) => ({
      atSeconds,
      committed: 0,
      fsync: (atSeconds === 0 ? [0, 0, 0] : [7, 7, 7]) as [number, number, number],
    }))
    const scrapes = after(...told)
    expect(scrapes.figures().figures.walFsyncP99Ms).toBeUndefined()
    expect(scrapes.recent('walFsync')).toMatchObject({ over: 'minute' })
  })

  test('tell the round trip to the slowest peer over a minute, older probes aside', () => {
    const scrapes = new MemberScrapes()
    for (let atSeconds = 0; atSeconds <= 120; atSeconds += 5)
      scrapes.add(
        scrape({
          atSeconds,
          committed: 0,
          peer: atSeconds < 30 ? [0, 0, 9] : [atSeconds, atSeconds, atSeconds + 9],
        }),
      )
    expect(scrapes.figures().figures.peerRoundTripP99Ms).toBeCloseTo(0.99)
    expect(scrapes.peers()).toMatchObject([{ memberId: '00000000000000a1', over: 'minute' }])
  })
})

test('a page of something else is no scrape', () => {
  const reader = new ScrapeReader()
  reader.text.push('go_goroutines 12\nprocess_open_fds 3\n')
  expect(reader.finish(0, 0)).toBeUndefined()
})
