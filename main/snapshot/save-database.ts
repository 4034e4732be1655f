import { open } from 'node:fs/promises'
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { SnapshotProgress } from '../../shared/contract/snapshot'
import { fail } from '../../shared/failure'
import {
  Maintenance,
  SnapshotRequestSchema,
  SnapshotResponseSchema,
} from '../etcd/gen/etcdserverpb/maintenance_pb'
import { streamBytes, type BytesTarget } from '../etcd/message-bytes'
import { pace } from '../transfer/pace'
import { BlockWriter } from './block-writer'
import { tablesOrDamage } from './check-file'
import { grpcMessages } from './grpc-messages'
import type { CheckedFile } from './protocol'
import { trailerBytes } from './sha256-trailer'
import { SumThread } from './sum-file'

const path = `/${Maintenance.typeName}/${Maintenance.method.snapshot.name}`

/**
 * Writes a member's database into an empty file as etcd sends it, then reads its tables while the disk takes it. What
 * the disk does not take yet is not asked of etcd. Fails with `corrupt` when the trailer is not the SHA-256 of the rest.
 */
export async function saveDatabase(
  { target, file: name }: { readonly target: BytesTarget; readonly file: string },
  report: (progress: SnapshotProgress) => void,
): Promise<CheckedFile> {
  const file = await open(name, 'r+')
  const summing = new SumThread(name)
  try {
    const writer = new BlockWriter(file, (written) => summing.written(written))
    const isTime = pace()
    const request = toBinary(SnapshotRequestSchema, create(SnapshotRequestSchema))
    let bytes = 0
    for await (const message of grpcMessages(streamBytes(target, path, request))) {
      const { blob, remainingBytes } = fromBinary(SnapshotResponseSchema, message)
      await writer.write(blob)
      bytes += blob.length
      // The trailer is not among what etcd counts.
      const totalBytes = bytes + Number(remainingBytes) + (remainingBytes > 0n ? trailerBytes : 0)
      if (isTime()) report({ kind: 'progress', phase: 'save', bytes, totalBytes })
    }
    const sizeBytes = await writer.end()
    report({ kind: 'progress', phase: 'read', bytes, totalBytes: bytes })
    const synced = file.sync()
    synced.catch(() => {})
    const summed = summing.finish(sizeBytes)
    const status = tablesOrDamage(file.fd, sizeBytes - trailerBytes)
    const sum = await summed
    if (!sum?.isRight)
      throw fail('corrupt', 'What the member sent is damaged: its SHA-256 is not the one that came with it.')
    if (status instanceof Error) throw status
    await synced
    return { sizeBytes, sha256: sum.sha256, status }
  } finally {
    await summing.end()
    await file.close()
  }
}
