/** The times in a registry whose objects were made over the days before `now`. */
export class Times {
  constructor(readonly now: Date) {}

  /** RFC 3339 in whole seconds, as in `metadata.creationTimestamp`. */
  ago(seconds: number): string {
    return this.#before(seconds).replace(/\.\d+/, '')
  }

  /** In microseconds, as in a lease's `renewTime`. */
  microAgo(seconds: number): string {
    return this.#before(seconds).replace('Z', '000Z')
  }

  #before(seconds: number): string {
    return new Date(this.now.getTime() - seconds * 1000).toISOString()
  }
}

export const minute = 60
export const hour = 60 * minute
export const day = 24 * hour
