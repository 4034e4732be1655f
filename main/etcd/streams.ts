import type { Readable } from 'node:stream'
import type {
  DescMessage,
  DescMethodBiDiStreaming,
  DescMethodServerStreaming,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf'
import { canceled, onAbort } from './abort'
import { metadataOf, type CallContext } from './calls'
import type { Endpoint } from './endpoint'
import { deserializer, serializer } from './message-codec'
import { pathOf } from './methods'

/** A conversation with one endpoint. Disposing it ends it. */
export interface Duplex<I extends DescMessage, O extends DescMessage> extends Disposable {
  /** The endpoint's URL. */
  readonly endpoint: string
  /**
   * What etcd says, read from gRPC only as it is asked for (about 16 messages ahead): a reader that does not read
   * makes HTTP/2 stop etcd. Iterate once. Throws grpc-js' error, or `canceled` on abort.
   */
  readonly messages: AsyncGenerator<MessageShape<O>, void, undefined>
  /** Says something; never blocks. */
  send(message: MessageInitShape<I>): void
  /** Says that nothing more will be said. */
  closeSend(): void
  /** Ends the call; `messages` ends. */
  cancel(): void
}

/** Opens a stream of answers to one request. Ending the iteration, by whatever way, ends the call. */
export function openServerStream<I extends DescMessage, O extends DescMessage>(
  endpoint: Endpoint,
  method: DescMethodServerStreaming<I, O>,
  input: MessageInitShape<I>,
  context: CallContext,
): AsyncGenerator<MessageShape<O>, void, undefined> {
  const call = endpoint.client.makeServerStreamRequest(
    pathOf(method),
    serializer(method.input),
    deserializer(method.output),
    input,
    metadataOf(context, true),
  )
  return readMessages<MessageShape<O>>(call, context.signal, () => call.cancel())
}

/** Opens a conversation. */
export function openDuplex<I extends DescMessage, O extends DescMessage>(
  endpoint: Endpoint,
  method: DescMethodBiDiStreaming<I, O>,
  context: CallContext & { readonly release: () => void },
): Duplex<I, O> {
  const call = endpoint.client.makeBidiStreamRequest(
    pathOf(method),
    serializer(method.input),
    deserializer(method.output),
    metadataOf(context, true),
  )
  const cancel = () => {
    context.release()
    call.cancel()
  }
  return {
    endpoint: endpoint.url,
    messages: readMessages<MessageShape<O>>(call, context.signal, cancel),
    send: (message) => void call.write(message),
    closeSend: () => void call.end(),
    cancel,
    [Symbol.dispose]: cancel,
  }
}

function readMessages<T>(
  call: Readable & { cancel(): void },
  signal: AbortSignal | undefined,
  cancel: () => void,
): AsyncGenerator<T, void, undefined> {
  // A cancelled call emits an error also when nobody iterates any more.
  call.on('error', () => {})
  const forget = onAbort(signal, () => call.cancel())
  const iterate = async function* (): AsyncGenerator<T, void, undefined> {
    try {
      for await (const message of call) {
        if (signal?.aborted) throw canceled()
        yield message as T
      }
    } catch (error) {
      throw signal?.aborted ? canceled() : error
    } finally {
      forget()
      cancel()
    }
  }
  return iterate()
}
