import { findEtcdError } from './etcd-errors'

export interface Login {
  readonly user: string
  readonly password: string
}

/** Texts with which etcd refuses a token before it does anything. */
const stale = ['invalid auth token', 'revision of auth store is old', 'user name is empty'].map(
  (text) => `etcdserver: ${text}`,
)

/** True for an error text after which a fresh token may help; nothing has been carried out then. */
export function isStaleToken(text: string): boolean {
  return stale.some((known) => text.endsWith(known)) && findEtcdError(text) !== undefined
}

/** The token of one user: asked for on first need, by one request for all who wait, and forgotten when it is stale. */
export class AuthToken {
  readonly #authenticate: () => Promise<string | undefined>
  #pending: Promise<string | undefined> | undefined

  /** `authenticate` asks etcd; it resolves with undefined where auth is not enabled. The password stays in it. */
  constructor(authenticate: () => Promise<string | undefined>) {
    this.#authenticate = authenticate
  }

  /** The token that counts now; undefined where auth is not enabled. Rejects as `authenticate` does, for all alike. */
  get(): Promise<string | undefined> {
    if (!this.#pending) {
      const pending = this.#authenticate()
      this.#pending = pending
      pending.catch(() => {
        if (this.#pending === pending) this.#pending = undefined
      })
    }
    return this.#pending
  }

  /** Forgets `token` unless somebody has replaced it already. */
  async refuse(token: string | undefined): Promise<void> {
    const pending = this.#pending
    if (!pending) return
    const current = await pending.catch(() => undefined)
    if (current === token && this.#pending === pending) this.#pending = undefined
  }
}
