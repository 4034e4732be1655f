import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import { Metadata } from '@grpc/grpc-js'
import { canceled, onAbort } from './abort'
import type { Endpoint } from './endpoint'
import { deserializer, serializer } from './message-codec'
import { pathOf } from './methods'

/** What goes with one call. */
export interface CallContext {
  readonly token?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** The metadata etcd reads: the auth token, and for streams that a member without a leader must end them. */
export function metadataOf(context: CallContext, requireLeader = false): Metadata {
  const metadata = new Metadata()
  if (context.token !== undefined) metadata.set('token', context.token)
  if (requireLeader) metadata.set('hasleader', 'true')
  return metadata
}

/**
 * One request, one answer, on one endpoint, once. Rejects with grpc-js' own error, or with `canceled` as soon as the
 * signal is aborted.
 */
export function callUnary<I extends DescMessage, O extends DescMessage>(
  endpoint: Endpoint,
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
  context: CallContext & { readonly deadline: number },
): Promise<MessageShape<O>> {
  return new Promise((resolve, reject) => {
    if (context.signal?.aborted) return reject(canceled())
    const call = endpoint.client.makeUnaryRequest(
      pathOf(method),
      serializer(method.input),
      deserializer(method.output),
      input,
      metadataOf(context),
      { deadline: context.deadline },
      (error, answer) => {
        forget()
        if (answer !== undefined && !error) resolve(answer)
        else reject(context.signal?.aborted ? canceled() : error)
      },
    )
    const forget = onAbort(context.signal, () => {
      call.cancel()
      reject(canceled())
    })
  })
}
