import { percentile, round1 } from './compare'
import type { BenchResult } from './bench'
import type { MainThread, Span } from './main-thread'

const limitMs = 50

/**
 * Frames are the times between two `requestAnimationFrame` calls. One that took over 50 ms is ours
 * (`frames_over_50ms`) when the main thread worked for over 50 ms between them: script, style, layout, painting, garbage.
 * What it waited for the compositor (`Commit`: without a GPU the compositor rasters in software, on this machine's own
 * cores) is not its work, nor is a frame in which it had nothing to do; those are in `slow_frames` only, which counts
 * all. `longest_task_ms` is the longest single piece of work, `longest_task_cpu_ms` how long the thread really ran in
 * any one: the difference is other processes on its core.
 */
export function frameFigures({ tasks, commits, frames }: MainThread): BenchResult {
  const intervals = frames.slice(1).map((endMs, i) => ({ startMs: frames[i] ?? NaN, endMs }))
  const lengths = intervals.map(({ startMs, endMs }) => endMs - startMs)
  const slow = intervals.filter(({ startMs, endMs }) => endMs - startMs > limitMs)
  const work = (within: { readonly startMs: number; readonly endMs: number }) =>
    overlap(tasks, within) - overlap(commits, within)
  const works = tasks.map(work)
  return {
    frames: frames.length,
    frames_over_50ms: slow.filter((each) => work(each) > limitMs).length,
    longest_task_ms: round1(longest(works)),
    longest_task_cpu_ms: round1(longest(tasks.map(({ cpuMs }) => cpuMs))),
    tasks_over_50ms: works.filter((ms) => ms > limitMs).length,
    work_p95_ms: round1(percentile(intervals.map(work), 95)),
    slow_frames: slow.length,
    longest_frame_ms: round1(longest(lengths)),
    frame_p50_ms: round1(percentile(lengths, 50)),
    frame_p95_ms: round1(percentile(lengths, 95)),
    frame_p99_ms: round1(percentile(lengths, 99)),
    longest_commit_ms: round1(longest(commits.map(({ startMs, endMs }) => endMs - startMs))),
  }
}

const longest = (values: readonly number[]) => values.reduce((most, each) => Math.max(most, each), 0)

function overlap(spans: readonly Span[], { startMs, endMs }: Pick<Span, 'startMs' | 'endMs'>): number {
  return spans.reduce(
    (sum, each) => sum + Math.max(0, Math.min(each.endMs, endMs) - Math.max(each.startMs, startMs)),
    0,
  )
}
