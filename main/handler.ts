import type { StandardRPCHandlerOptions } from '@orpc/server/standard'
import type { Context } from '@orpc/server'
import { wireSerializers } from '../shared/wire'
import { toWireError } from './wire-error'

/** What every transport's RPC handler is made with: bytes as bytes, and failures as values. */
export const handlerOptions: StandardRPCHandlerOptions<Context> = {
  customJsonSerializers: wireSerializers,
  clientInterceptors: [
    async ({ next }) => {
      try {
        return await next()
      } catch (error) {
        throw toWireError(error)
      }
    },
  ],
}
