import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import { Metadata, status } from '@grpc/grpc-js'
import { canceled, onAbort } from './abort'
import type { Endpoint } from './endpoint'
import type { GrpcError } from './etcd-failure'
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
 * What to say of an answer that is not gRPC although its HTTP status is 200: grpc-js takes the page for a message and
 * reports whatever that leads to.
 */
function foreignAnswer(metadata: Metadata): GrpcError | undefined {
  const type = metadata.get('content-type')[0]?.toString() ?? 'application/grpc'
  if (type.startsWith('application/grpc')) return undefined
  return { code: status.UNKNOWN, details: `Unexpected content-type ${type}` }
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
        else reject(context.signal?.aborted ? canceled() : (foreignOf(error) ?? error))
      },
    )
    let foreign: GrpcError | undefined
    const foreignOf = (error: GrpcError | null) =>
      error?.details.startsWith('Received HTTP status code') ? undefined : foreign
    call.once('metadata', (metadata) => void (foreign = foreignAnswer(metadata)))
    const forget = onAbort(context.signal, () => {
      call.cancel()
      reject(canceled())
    })
  })
}
