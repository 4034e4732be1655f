import '../polyfill'
import { parentPort } from 'node:worker_threads'
import { fail, toFailure } from '../../shared/failure'
import { canceled } from '../etcd/abort'
import { buildIndex } from './build-index'
import { findKeys } from './find-keys'
import type { IndexChange, KeyIndex } from './key-index'
import { matcher } from './match-keys'
import type { IndexAnswer, IndexMessage, IndexRequest } from './protocol'

// The thread that holds one connection's key index. Everything it does is asked for by a message.

let index: KeyIndex | undefined
/** Changes that came while the index is being built; without one, nobody would ever take them. */
const held: { changes: readonly IndexChange[]; revision: bigint }[] = []
/** Which request builds; a newer one takes over. */
let builder: number | undefined
/** Once a server has not known RangeStream, it is not tried again. */
let isStreamKnown = true
const running = new Map<number, AbortController>()
const answer = (message: IndexAnswer) => parentPort?.postMessage(message)

function built(): KeyIndex {
  if (!index) throw fail('precondition', 'The index is still being built.')
  return index
}

async function carryOut(id: number, request: IndexRequest, signal: AbortSignal): Promise<void> {
  switch (request.kind) {
    case 'build': {
      index = undefined
      held.length = 0
      builder = id
      const onProgress = (done: number) => answer({ kind: 'progress', id, done })
      const stream = request.stream && isStreamKnown
      const onStreamUnknown = () => (isStreamKnown = false)
      const how = { ...request, stream, onStreamUnknown, onProgress }
      const made = await buildIndex(how, signal).catch((error: unknown) => {
        if (builder === id) builder = undefined
        throw error
      })
      if (builder !== id) throw canceled()
      builder = undefined
      const listed = { keys: made.size, revision: made.revision }
      for (const each of held.splice(0)) made.apply(each.changes, each.revision)
      index = made
      answer({ kind: 'built', id, built: listed })
      return
    }
    case 'children': {
      const children = built().children(request.prefix, request.separator, request.isTop)
      answer({ kind: 'children', id, children, revision: built().revision })
      return
    }
    case 'scan': {
      const { revision } = request
      const alone = await buildIndex(request, signal)
      const children = alone.children(request.prefix, request.separator, request.isTop)
      answer({ kind: 'children', id, children, revision })
      return
    }
    case 'find': {
      const match = matcher(request.text, request.mode)
      const { prefix, limit } = request
      for await (const found of findKeys(
        built(),
        { prefix, match, limit, mayHang: request.mode === 'regex' },
        signal,
      ))
        answer({ kind: 'found', id, found })
    }
  }
}

parentPort?.on('message', (message: IndexMessage) => {
  switch (message.kind) {
    case 'apply':
      if (index) index.apply(message.changes, message.revision)
      else if (builder !== undefined) held.push(message)
      return
    case 'cancel':
      running.get(message.id)?.abort()
      return
    case 'request': {
      const { id, request } = message
      const stop = new AbortController()
      running.set(id, stop)
      carryOut(id, request, stop.signal)
        .catch((error: unknown) => answer({ kind: 'failed', id, failure: toFailure(error) }))
        .finally(() => running.delete(id))
    }
  }
})
