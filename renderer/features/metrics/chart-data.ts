import type { FigureName } from '../../../shared/contract/metrics'
import type { MetricsPoints } from '../../stores/metrics-points'
import type { Chart, ChartLimit } from './charts'

type Values = readonly (number | null)[]

/** One line of a chart. Lines of the same `group` have the same colour. */
export interface ChartLine {
  readonly name: string
  readonly group: number
  /** Thinner: it says more about the line of its group. */
  readonly isSecond: boolean
  readonly values: Values
}

/** What is drawn: `values[i]` is at `times[i]` (Unix seconds); null interrupts a line. */
export interface ChartData {
  readonly times: readonly number[]
  readonly lines: readonly ChartLine[]
  readonly limits: readonly { readonly label: string; readonly value: number }[]
  /** What comes from here on is of now. */
  readonly nowFrom: number
}

/** More would not be told apart. */
const maxMethods = 6

/** The lines of a chart from the points there are. Where points are missing, nobody looked: the lines have a gap. */
export function chartData(chart: Chart, points: MetricsPoints): ChartData {
  const timesMs = withGaps(
    [...new Set(points.members.flatMap((member) => member.timesMs))].sort((a, b) => a - b),
    points.stepMs,
  )
  const at = new Map(timesMs.map((timeMs, i) => [timeMs, i]))
  const place = (own: readonly number[], values: Values): Values => {
    const placed: (number | null)[] = timesMs.map(() => null)
    own.forEach((timeMs, i) => (placed[at.get(timeMs) ?? -1] = values[i] ?? null))
    return placed
  }
  return {
    times: timesMs.map((timeMs) => timeMs / 1_000),
    lines: chart.kind === 'grpc' ? methodLines(points, place) : memberLines(chart, points, place),
    limits: (chart.limits ?? []).flatMap((limit) => limitOf(limit, points)),
    nowFrom: timesMs.findIndex((timeMs) => timeMs >= nowFromMs(points)),
  }
}

/** A round or two may be late: what is older than that is not of now. */
function nowFromMs({ members, stepMs }: MetricsPoints): number {
  return Math.max(...members.map(({ timesMs }) => timesMs.at(-1) ?? -Infinity)) - 2.5 * stepMs
}

/** Adds a time without values behind each that is followed by too long a pause. */
function withGaps(timesMs: readonly number[], stepMs: number): number[] {
  return timesMs.flatMap((timeMs, i) => {
    const next = timesMs[i + 1]
    return next !== undefined && next - timeMs > 2.5 * stepMs ? [timeMs, timeMs + stepMs] : [timeMs]
  })
}

type Place = (own: readonly number[], values: Values) => Values

function memberLines({ figures, kind }: Chart, { members }: MetricsPoints, place: Place): ChartLine[] {
  return members.flatMap(({ name, timesMs, series }, group) =>
    figures.flatMap(({ figure, label }, nth): ChartLine[] => {
      const values = series[figure]
      if (!values) return []
      const shown = kind === 'changes' ? changes(values) : values
      return [
        {
          name: label ? `${name} ${label}` : name,
          group,
          isSecond: nth > 0,
          values: place(timesMs, shown),
        },
      ]
    }),
  )
}

/** How often a counter had moved by then; a process that was started again counts its first leader, which is no change. */
function changes(values: Values): Values {
  let sum = 0
  let last: number | undefined
  return values.map((value) => {
    if (value === null) return null
    if (last !== undefined) sum += value >= last ? value - last : Math.max(0, value - 1)
    last = value
    return sum
  })
}

function methodLines({ members }: MetricsPoints, place: Place): ChartLine[] {
  const sums = new Map<string, (number | null)[]>()
  for (const { timesMs, grpc } of members)
    for (const [method, values] of Object.entries(grpc)) {
      const placed = place(timesMs, values)
      const sum = sums.get(method)
      sums.set(method, sum ? sum.map((known, i) => addUp(known, placed[i] ?? null)) : [...placed])
    }
  const total = (values: Values) => values.reduce<number>((all, value) => all + (value ?? 0), 0)
  return [...sums]
    .map(([method, values]) => ({ method, values, total: total(values) }))
    .sort((a, b) => b.total - a.total || a.method.localeCompare(b.method))
    .slice(0, maxMethods)
    .map(({ method, values }, group) => ({ name: method, group, isSecond: false, values }))
}

const addUp = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : a + b)

function limitOf({ value, label }: ChartLimit, points: MetricsPoints) {
  if (typeof value === 'number') return [{ value, label }]
  const known = points.members.flatMap(({ series }) => lastOf(series[value.of]) ?? [])
  return known.length === 0 ? [] : [{ value: value.share * Math.min(...known), label }]
}

/** The newest value of a column that is known. */
export function lastOf(values: Values | undefined): number | undefined {
  return values?.findLast((value) => value !== null) ?? undefined
}

/** One line over all members, for where a single one has to do: the highest, or the sum. */
export function overMembers(data: ChartData, how: 'highest' | 'sum'): Values {
  return data.times.map((_, i) => {
    const known = data.lines.flatMap(({ values, isSecond }) => (isSecond ? [] : (values[i] ?? [])))
    if (known.length === 0) return null
    return how === 'sum' ? known.reduce((a, b) => a + b, 0) : Math.max(...known)
  })
}

/** What each member's figure is now; not of those that could not be read lately. */
export function latestOf(points: MetricsPoints, figure: FigureName): ReadonlyMap<string, number> {
  const fromMs = nowFromMs(points)
  return new Map(
    points.members.flatMap(({ id, timesMs, series }) => {
      const value = lastOf(series[figure]?.filter((_, i) => (timesMs[i] ?? 0) >= fromMs))
      return value === undefined ? [] : [[id, value] as const]
    }),
  )
}
