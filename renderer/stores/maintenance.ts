import { shallowRef } from 'vue'
import type { ClusterStatus } from '../../shared/contract/cluster'
import type {
  CompactAccount,
  CompactPlan,
  CompactTarget,
  DefragmentPlan,
  DowngradeInfo,
  SpaceFacts,
} from '../../shared/contract/maintenance'
import { client } from '../client'
import { perConnection } from './per-connection'

export type Alarm = ClusterStatus['alarms'][number]

/** A dialog of maintenance. One that was opened by the space guide leads back to it. */
export type MaintenanceDialog =
  | { readonly what: 'compact' | 'defragment' | 'hashes'; readonly isGuided?: boolean }
  | { readonly what: 'disarm'; readonly alarm: Alarm; readonly isGuided?: boolean }
  | { readonly what: 'guide'; readonly isGuided?: undefined }

/** What is asked about a cluster's maintenance, and what was done last. Actions throw what main says. */
export const useMaintenanceStore = perConnection('maintenance', (connectionId, signal) => {
  const asked = shallowRef<MaintenanceDialog>()
  /** Since the tab was opened. */
  const compacted = shallowRef<CompactAccount>()

  return {
    asked,
    compacted,
    ask: (dialog: MaintenanceDialog) => void (asked.value = dialog),
    /** Closes the dialog; the guide that opened it goes on. */
    close(): void {
      asked.value = asked.value?.isGuided ? { what: 'guide' } : undefined
    },
    planCompaction: (target: CompactTarget, until: AbortSignal): Promise<CompactPlan> =>
      client().maintenance.compactPlan({ connectionId, target }, { signal: until }),
    /** Aborting gives up the wait: etcd goes on with it. */
    async compact(
      input: { readonly revision: bigint; readonly physical: boolean },
      until: AbortSignal,
    ): Promise<CompactAccount> {
      compacted.value = await client().maintenance.compact({ connectionId, ...input }, { signal: until })
      return compacted.value
    },
    planDefragment: (until: AbortSignal): Promise<DefragmentPlan> =>
      client().maintenance.defragmentPlan({ connectionId }, { signal: until }),
    space: (until: AbortSignal = signal): Promise<SpaceFacts> =>
      client().maintenance.space({ connectionId }, { signal: until }),
    disarm: ({ memberId, alarm }: Alarm, force: boolean, until: AbortSignal): Promise<SpaceFacts> =>
      client().maintenance.disarm({ connectionId, memberId, alarm, force }, { signal: until }),
    downgrade: (until: AbortSignal): Promise<DowngradeInfo> =>
      client().maintenance.downgrade({ connectionId }, { signal: until }),
  }
})
