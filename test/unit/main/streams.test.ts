import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, expect, test } from 'vitest'
import { handlerOptions } from '../../../main/handler'
import { streamsService } from '../../../main/services/streams'
import { Streams } from '../../../main/streams'
import { streamsContract } from '../../../shared/contract/streams'
import { fail, toFailure } from '../../../shared/failure'
import { initialCredit, pulled, readPulled } from '../../../shared/pulled'
import { wireSerializers } from '../../../shared/wire'
import { oc } from '@orpc/contract'
import { until } from '../../support/until'

const contract = {
  streams: streamsContract,
  numbers: oc.output(pulled<number>()),
  idle: oc.output(pulled<number>()),
  broken: oc.output(pulled<number>()),
}

const ports: { close(): void }[] = []
afterEach(() => ports.splice(0).forEach((port) => port.close()))

/** Main and a client of it over a real message port, with a source that counts how far it was read. */
function connect() {
  const streams = new Streams()
  const seen = { produced: 0, ended: false }
  const os = implement(contract)
  const router = os.router({
    streams: streamsService(streams),
    numbers: os.numbers.handler(({ signal }) =>
      streams.serve(async function* () {
        try {
          for (;;) yield [seen.produced++]
        } finally {
          seen.ended = true
        }
      }, signal),
    ),
    idle: os.idle.handler(({ signal }) =>
      streams.serve(async function* (stop) {
        yield [1]
        await new Promise((resolve) => stop.addEventListener('abort', resolve))
        seen.ended = true
      }, signal),
    ),
    broken: os.broken.handler(({ signal }) =>
      streams.serve(async function* () {
        yield [1]
        throw fail('compacted', 'That revision is gone.', { details: { compactRevision: 7n } })
      }, signal),
    ),
  })
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  new RPCHandler(router, handlerOptions).upgrade(port1)
  port1.start()
  const link = new RPCLink({ port: port2, customJsonSerializers: wireSerializers })
  port2.start()
  const client = createORPCClient<ContractRouterClient<typeof contract>>(link)
  return { streams, seen, client }
}

test('a reader gets every batch in order', async () => {
  const { client } = connect()
  const got: number[] = []
  for await (const batch of readPulled(await client.numbers(), (input) => client.streams.grant(input))) {
    got.push(...batch)
    if (got.length === 50) break
  }
  expect(got).toEqual(Array.from({ length: 50 }, (_, i) => i))
})

test('a reader that stops reading stops the source', async () => {
  const { client, seen } = connect()
  const reading = readPulled(await client.numbers(), (input) => client.streams.grant(input))
  await reading.next()
  await until(() => seen.produced >= initialCredit)
  // Give main many turns: without back-pressure it would have gone on producing in each of them.
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(seen.produced).toBeLessThanOrEqual(initialCredit + 1)
  await reading.return()
})

test('leaving the loop ends the source and forgets the stream', async () => {
  const { client, seen, streams } = connect()
  for await (const batch of readPulled(await client.numbers(), (input) => client.streams.grant(input))) {
    if (batch[0] === 3) break
  }
  await until(() => seen.ended && streams.open === 0)
})

test('an abort ends the source while it waits for credit', async () => {
  const { client, seen, streams } = connect()
  const stop = new AbortController()
  const reading = readPulled(await client.numbers(undefined, { signal: stop.signal }), (input) =>
    client.streams.grant(input),
  )
  await reading.next()
  stop.abort()
  await until(() => seen.ended && streams.open === 0)
  await reading.return()
})

test('leaving the loop ends a source that has nothing to say', async () => {
  const { client, streams, seen } = connect()
  const reading = readPulled(await client.idle(), (input) => client.streams.grant(input))
  await reading.next()
  await reading.return()
  await until(() => seen.ended && streams.open === 0)
})

test('a failure in the middle of a stream arrives as the failure it is', async () => {
  const { client } = connect()
  const reading = readPulled(await client.broken(), (input) => client.streams.grant(input))
  expect((await reading.next()).value).toEqual([1])
  const error: unknown = await reading.next().catch((reason: unknown) => reason)
  expect(toFailure(error)).toEqual({
    code: 'compacted',
    message: 'That revision is gone.',
    details: { compactRevision: 7n },
  })
})

test('a bad input is refused in main with the field it is in', async () => {
  const { client } = connect()
  const error: unknown = await client.streams
    .grant({ stream: 'x', batches: 0 })
    .catch((reason: unknown) => reason)
  expect(toFailure(error)).toMatchObject({ code: 'invalid', details: { field: 'batches' } })
})
