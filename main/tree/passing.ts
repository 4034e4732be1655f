import type { Failure } from '../../shared/failure'
import type { EtcdClient } from '../etcd/client'

/** True when asking again later may help without anybody doing something. */
export function isPassing({ code }: Failure): boolean {
  return code === 'unavailable' || code === 'deadline'
}

/** The client in use now; the old one when the connection is being closed. */
export function currentOr(used: EtcdClient, client: () => EtcdClient): EtcdClient {
  try {
    return client()
  } catch {
    return used
  }
}
