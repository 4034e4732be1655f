import type { Failure } from '../../shared/failure'
import { toFailure } from '../../shared/failure'
import { notWritable } from '../local/folders'
import { mergeMinutes, minuteMs, type MetricsPoint } from './point'
import type { PointFile } from './point-file'

const hourMs = 60 * minuteMs
/** Somewhat more than a day, so that a chart of a day is whole. */
const keptMs = 25 * hourMs
/** Points of each scrape are merged a few at a time. */
const mergeEveryMs = 5 * minuteMs

/**
 * What is known of one connection's metrics: each scrape of the last hour, each minute of the day before. In memory, and in a
 * file that is as it is when the app is killed. A disk that cannot be written costs the file, nothing else: `keepFailure`.
 */
export class MetricsHistory {
  #minutes: readonly MetricsPoint[] = []
  #recent: readonly MetricsPoint[] = []
  #keepFailure: Failure | undefined
  #writing: Promise<void> = Promise.resolve()

  private constructor(private readonly file: PointFile) {}

  /** Reads what is kept; a file that cannot be read is as none. */
  static async open(file: PointFile, nowMs: number): Promise<MetricsHistory> {
    const history = new MetricsHistory(file)
    const { points, lines } = await file.read().catch(() => ({ points: [], lines: 0 }))
    history.#recent = points.sort((a, b) => a.atMs - b.atMs)
    history.#age(nowMs)
    // Most of what is in the file is merged by now, or too old.
    if (lines > 2 * history.points.length + 1_000) await history.#write(() => history.#replace())
    return history
  }

  /** All that is kept, oldest first. */
  get points(): readonly MetricsPoint[] {
    return [...this.#minutes, ...this.#recent]
  }

  /** Why the file does not hold what was seen. */
  get keepFailure(): Failure | undefined {
    return this.#keepFailure
  }

  /** Points from a time on; those of the last hour as they were scraped, or by the minute like the others. */
  since(fromMs: number, { byMinute }: { readonly byMinute: boolean }): readonly MetricsPoint[] {
    const points = this.points.filter(({ atMs }) => atMs >= fromMs)
    return byMinute ? mergeMinutes(points) : points
  }

  /** Adds what one round told; resolves when it is in the file, or is not going to be. */
  async add(points: readonly MetricsPoint[]): Promise<void> {
    const last = points.at(-1)
    if (!last) return
    this.#recent = [...this.#recent, ...points]
    const [oldest] = this.#recent
    if (oldest && last.atMs - oldest.atMs > hourMs + mergeEveryMs) this.#age(last.atMs)
    await this.#write(async () => {
      if (!(await this.file.append(points))) await this.#replace()
    })
  }

  #age(nowMs: number): void {
    const minuteOf = (atMs: number) => Math.floor(atMs / minuteMs)
    const isRecent = ({ atMs }: MetricsPoint) => minuteOf(atMs) >= minuteOf(nowMs - hourMs)
    const old = this.#recent.filter((point) => !isRecent(point))
    this.#minutes = mergeMinutes([...this.#minutes, ...old]).filter(({ atMs }) => atMs >= nowMs - keptMs)
    // A clock that was set back leaves points of a time to come.
    this.#recent = this.#recent.filter((point) => isRecent(point) && point.atMs <= nowMs)
  }

  async #replace(): Promise<void> {
    await this.file.replace(this.points)
  }

  #write(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work).then(
      () => void (this.#keepFailure = undefined),
      (error: unknown) => void (this.#keepFailure = toFailure(notWritable(this.file.path, error))),
    )
    this.#writing = done
    return done
  }
}
