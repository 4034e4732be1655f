import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type {
  LiveProof,
  SnapshotChecked,
  SnapshotProgress,
  SnapshotRow,
} from '../../shared/contract/snapshot'
import { fail, toFailure, type Failure } from '../../shared/failure'
import { client, pull } from '../client'
import { useConnectionsStore } from './connections'
import { useSnapshotsStore } from './snapshots'

/** Whether a file is a cluster: asked of the connection of that id. */
export type Proof = { readonly connectionId: string } & (
  | { readonly kind: 'running' }
  | { readonly kind: 'told'; readonly proof: LiveProof }
  | { readonly kind: 'failed'; readonly failure: Failure }
)

/** What members' hashes say of snapshot files, by the files' paths. It outlives the view that asked. */
export const useSnapshotProofsStore = defineStore('snapshot-proofs', () => {
  const proofs = shallowRef<ReadonlyMap<string, Proof>>(new Map())
  const put = (path: string, proof: Proof) => {
    proofs.value = new Map(proofs.value).set(path, Object.freeze(proof))
  }

  /** Compares a file with a cluster; `proofs` tells how it went. */
  async function prove(path: string, connectionId: string, clusterId?: string): Promise<void> {
    if (proofs.value.get(path)?.kind === 'running') return
    put(path, { kind: 'running', connectionId })
    try {
      const proof = await useSnapshotsStore().withSession(connectionId, () =>
        client().snapshot.prove({ path, connectionId, clusterId }),
      )
      put(path, { kind: 'told', connectionId, proof })
    } catch (error) {
      put(path, { kind: 'failed', connectionId, failure: toFailure(error) })
    }
  }

  function forget(path: string) {
    const next = new Map(proofs.value)
    next.delete(path)
    proofs.value = next
  }

  return {
    proofs,
    prove,
    forget,
    /**
     * Reads a snapshot of the library anew and, where nothing is wrong with it, compares it with the connection it is
     * from, if that is still known. Resolves with the row after the check, undefined when that failed.
     */
    async verify(row: SnapshotRow): Promise<SnapshotRow | undefined> {
      forget(row.path)
      const checked = await useSnapshotsStore().verify(row.id)
      if (checked && !checked.problem && useConnectionsStore().byId(row.connectionId))
        void prove(row.path, row.connectionId, row.clusterId)
      return checked
    },
    /** Reads any file whole; resolves with what it is, throws what is wrong with it. */
    async check(
      path: string,
      onProgress: (progress: SnapshotProgress) => void,
      signal: AbortSignal,
    ): Promise<SnapshotChecked> {
      for await (const items of pull((stop) => client().snapshot.check({ path }, { signal: stop }), signal))
        for (const item of items) {
          if (item.kind === 'checked') return item
          onProgress(item)
        }
      throw fail('canceled', 'Canceled.')
    },
  }
})
