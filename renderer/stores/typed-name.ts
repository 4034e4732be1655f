import { useConnectionsStore } from './connections'

/**
 * The name to be typed before something dangerous is done on a connection: a production connection's own name, so that
 * nobody takes one tab for another; else `otherwise` (the thing's name, or nothing to be typed).
 */
export function typedNameOn(connectionId: string, otherwise?: string): string | undefined {
  const row = useConnectionsStore().byId(connectionId)
  return row?.environment === 'prod' ? row.name : otherwise
}
