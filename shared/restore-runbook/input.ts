/** How etcd is run on the members' machines: it decides how it is stopped and started. */
export const runbookWays = ['systemd', 'static-pod', 'by-hand'] as const
export type RunbookWay = (typeof runbookWays)[number]

/** A member of the cluster that is to be, as it was typed. */
export interface RunbookMember {
  readonly name: string
  /** Its machine, for ssh; empty: the host of its first peer URL. */
  readonly host: string
  /** Separated by commas or spaces, as are the client URLs. */
  readonly peerUrls: string
  readonly clientUrls: string
  readonly dataDir: string
  /** Empty: etcd's own place in the data folder. */
  readonly walDir: string
  /** Of the etcd and its tools on that machine, such as `3.5.16`. */
  readonly version: string
}

/** The snapshot file, as far as a runbook tells of it. */
export interface RunbookFile {
  /** On the machine that runs etcdesk. */
  readonly path: string
  readonly sizeBytes: number
  /** Of the whole file, in hex, as `sha256sum` prints it. */
  readonly sha256: string
  readonly hasTrailer: boolean
  readonly revision: bigint
  readonly keys: number
  readonly isAuthEnabled: boolean
}

/** The HashKV that the members are to answer with, as `etcdctl endpoint hashkv --rev` prints it. */
export interface ExpectedHash {
  readonly hash: number
  readonly revision: bigint
}

/** All that a runbook is written from. No password or key is part of it: only the paths of files. */
export interface RunbookInput {
  readonly file: RunbookFile
  /** Where the file lies on the members' machines. */
  readonly filePath: string
  /** A fresh one; also the end of the names under which old folders are kept. */
  readonly token: string
  readonly way: RunbookWay
  /** The systemd unit of etcd; empty for the other ways. */
  readonly unit: string
  /** The kubelet's folder of static pods; empty for the other ways. */
  readonly manifests: string
  /** Whom the data belongs to: `etcd` or `etcd:etcd`; empty: who runs the commands. */
  readonly owner: string
  readonly isKubernetes: boolean
  /** How much higher revisions go on; empty: as they are in the file. */
  readonly bumpBy: string
  /** Paths on the members' machines with which `etcdctl` reaches https URLs; each may be empty. */
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
  readonly expected?: ExpectedHash
  readonly members: readonly RunbookMember[]
}

/** Something that is wrong with the input, beside the field that causes it. */
export interface RunbookProblem {
  /** The member's place in the list; absent for a field of the whole. */
  readonly member?: number
  readonly field: string
  readonly message: string
  /** The field is empty and must not be: nobody has typed something wrong. */
  readonly isMissing?: boolean
}
