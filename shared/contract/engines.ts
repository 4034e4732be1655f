import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../failure'
import { pulled } from '../pulled'

/** Where an engine was found: the path in the settings, the app's own folder, or PATH. */
export type EngineSource = 'settings' | 'app' | 'path'

/** One usable etcd of this machine. `etcd`, `etcdctl`, `etcdutl` are absolute paths of programs that run. */
export interface Engine {
  /** `SOURCE:VERSION`, e.g. `app:3.5.16`; stays the same as long as that version is found there. */
  readonly id: string
  readonly version: string
  readonly source: EngineSource
  readonly etcd: string
  readonly etcdctl?: string
  readonly etcdutl?: string
  /** The tools' own versions; they may differ from the server's where PATH mixes them. */
  readonly etcdctlVersion?: string
  readonly etcdutlVersion?: string
}

/** A program that was found, or named in the settings, and cannot be used. */
export interface EngineProblem {
  readonly source: EngineSource
  readonly path: string
  readonly failure: Failure
}

export interface EngineList {
  readonly engines: readonly Engine[]
  readonly problems: readonly EngineProblem[]
  /** The engine that is taken when nobody chooses: the settings' one, else the newest. */
  readonly defaultId?: string
}

/** `bytes` and `total` are those of the running download; `total` is missing while it is unknown. */
export interface EngineInstallRow {
  readonly phase: 'look-up' | 'download' | 'verify' | 'unpack' | 'done'
  /** One sentence for the person. */
  readonly message: string
  readonly bytes?: number
  readonly total?: number
  readonly bytesPerSecond?: number
  /** Only in the last row, whose phase is `done`. */
  readonly engine?: Engine
}

/**
 * - `list`: all engines found now; programs are asked for their version again only when their file changed.
 * - `install`: gets an etcd into the app's own folder; the stream tells how far it is (a slow reader sees the
 *   latest row) and its last row holds the engine. Leaving the stream cancels, and nothing half-made stays.
 *   Without `version` the one this app is tested with. Fails with `precondition` while another runs,
 *   `unavailable` when no source is reached, `corrupt` when a checksum is wrong, `notFound` for a version that
 *   does not exist.
 */
export const enginesContract = {
  list: oc.output(type<EngineList>()),
  install: oc
    .input(
      z.object({
        version: z
          .string()
          .regex(/^\d+\.\d+\.\d+(-(alpha|beta|rc)\.\d+)?$/, 'A version looks like 3.5.16.')
          .optional(),
      }),
    )
    .output(pulled<EngineInstallRow>()),
}
