import type uPlot from 'uplot'
import type { Unit } from './charts'
import type { ChartData } from './chart-data'
import { formatFigure } from './format-figure'

/** The colours of a chart, resolved: a canvas knows no tokens. */
export interface ChartColors {
  readonly lines: readonly string[]
  readonly ink: string
  readonly grid: string
  readonly limit: string
  readonly font: string
}

export interface ChartLook {
  readonly unit: Unit
  readonly data: () => ChartData
  readonly colors: () => ChartColors
  /** Unix seconds. */
  readonly span: () => readonly [number, number]
  /** Lines alone, filled below: for a card. */
  readonly isBare: boolean
  readonly onCursor: (index: number | undefined) => void
}

/** A limit is drawn to scale unless it would press what is there to the ground. */
const leastShareOfLimit = 0.08
/** Sizes come in powers of two, counts in whole numbers. */
const powersOfTwo = Array.from({ length: 46 }, (_, power) => 2 ** power)
const steps = Array.from(
  { length: 30 },
  (_, i) => (i % 3 === 0 ? 1 : i % 3 === 1 ? 2 : 5) * 10 ** (Math.floor(i / 3) - 3),
)
const wholeSteps = steps.filter((step) => step >= 1)

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

function stepsOf(unit: Unit): number[] {
  if (unit === 'bytes' || unit === 'bytesPerSecond') return powersOfTwo
  return unit === 'count' ? wholeSteps : steps
}

/** The limits that lie within what a scale from 0 to the highest value can show. */
function nearLimits({ limits }: ChartData, highest: number) {
  return limits.filter(({ value }) => highest >= value * leastShareOfLimit)
}

function highestOf({ lines }: ChartData): number {
  return lines.reduce((most, { values }) => values.reduce<number>((a, b) => Math.max(a, b ?? 0), most), 0)
}

/** From zero to the highest value, with a limit that is near, and a little room. */
function rangeOf(data: ChartData, unit: Unit): [number, number] {
  const highest = highestOf(data)
  const top = Math.max(highest, ...nearLimits(data, highest).map(({ value }) => value))
  const least =
    unit === 'count' ? 4 : unit === 'ms' ? 1 : unit === 'cores' ? 0.05 : unit === 'perSecond' ? 1 : 1_024
  return [0, Math.max(top * 1.12, least)]
}

/** What uPlot needs for a chart; colours and data are asked for with every drawing. */
export function chartOptions(look: ChartLook, size: { width: number; height: number }): uPlot.Options {
  const { unit, data, colors, span, isBare } = look
  const color = (group: number) => colors().lines[group % colors().lines.length] ?? colors().ink
  const axis = (more: uPlot.Axis): uPlot.Axis => ({
    show: !isBare,
    stroke: () => colors().ink,
    font: colors().font,
    grid: { stroke: () => colors().grid, width: 1 },
    ticks: { show: false },
    ...more,
  })
  return {
    ...size,
    legend: { show: false },
    padding: isBare ? [2, 0, 2, 0] : [10, 8, 0, 0],
    cursor: isBare
      ? { show: false }
      : { y: false, drag: { x: false, y: false }, points: { size: 5 }, sync: { key: 'metrics' } },
    scales: {
      x: { time: true, range: () => [...span()] as [number, number] },
      y: { range: () => rangeOf(data(), unit) },
    },
    axes: [
      axis({
        size: 22,
        space: 48,
        values: (_, times) => times.map((time) => clock.format(time * 1_000)),
      }),
      axis({
        size: 68,
        space: 26,
        incrs: stepsOf(unit),
        values: (_, values) => values.map((value) => formatFigure(value, unit)),
      }),
    ],
    series: [
      {},
      ...data().lines.map(({ name, group, isSecond }): uPlot.Series => ({
        label: name,
        stroke: () => color(group),
        width: isSecond ? 1 : 1.5,
        dash: isSecond ? [3, 3] : undefined,
        fill: isBare ? () => faded(color(group)) : undefined,
        // A point that stands alone is drawn as one.
        points: { show: (_, __, from, to) => to - from < 2, size: 4, width: 0, fill: () => color(group) },
      })),
    ],
    hooks: {
      draw: isBare ? [] : [(u) => drawLimits(u, data(), colors())],
      setCursor: isBare ? [] : [(u) => look.onCursor(u.cursor.idx ?? undefined)],
    },
  }
}

/** A dashed line and its words; above the chart where it lies beyond it. */
function drawLimits(u: uPlot, data: ChartData, { limit, font }: ChartColors): void {
  const { ctx, bbox } = u
  const near = nearLimits(data, highestOf(data))
  ctx.save()
  ctx.strokeStyle = ctx.fillStyle = limit
  const ratio = bbox.width / Math.max(1, u.over.clientWidth)
  ctx.font = font.replace(/[\d.]+(?=px)/, (px) => String(Number(px) * ratio))
  ctx.textAlign = 'left'
  ctx.lineWidth = ratio
  ctx.setLineDash([4 * ratio, 4 * ratio])
  for (const { value, label } of data.limits) {
    const isNear = near.some((each) => each.value === value)
    const y = isNear ? u.valToPos(value, 'y', true) : bbox.top
    if (isNear) {
      ctx.beginPath()
      ctx.moveTo(bbox.left, y)
      ctx.lineTo(bbox.left + bbox.width, y)
      ctx.stroke()
    }
    ctx.textBaseline = isNear && y - bbox.top > 16 * ratio ? 'bottom' : 'top'
    ctx.fillText(
      isNear ? label : `↑ ${label}`,
      bbox.left + 4 * ratio,
      y + (ctx.textBaseline === 'top' ? 2 : -2) * ratio,
    )
  }
  ctx.restore()
}

function faded(color: string): string {
  const [, r, g, b] = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color) ?? []
  return r ? `rgba(${r}, ${g}, ${b}, 0.14)` : color.replace(/\)$/, ' / 0.14)')
}
