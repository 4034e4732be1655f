/** What a call is refused with: a gRPC status code, and etcd's own text where etcd has one. */
export class RpcError extends Error {
  override readonly name = 'RpcError'

  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message)
  }
}

/** A write, or anything else that only a running etcd can do. */
export const readOnlyError = () =>
  new RpcError(7, 'This is a snapshot file: it is looked at and never written.')
