import { figureNames, type FigureName } from '../../shared/contract/metrics'
import { round, type MetricsPoint } from './point'

const format = 'etcdesk.metrics/1'
const isFigure = (name: string): name is FigureName => (figureNames as readonly string[]).includes(name)

/** The first line of a file of points: in which order the figures stand in the others. */
export const headLine = JSON.stringify({ format, figures: figureNames }) + '\n'

/** One point as a line: time, member, name, figures in the order of the head (null: not known), gRPC rates. */
export function toLine({ atMs, memberId, name, figures, grpc }: MetricsPoint): string {
  const values = figureNames.map((figure) => {
    const value = figures[figure]
    return value === undefined ? null : round(value)
  })
  const rates = Object.fromEntries(Object.entries(grpc).map(([method, rate]) => [method, round(rate)]))
  return JSON.stringify([atMs, memberId, name, values, rates]) + '\n'
}

/** Reads the lines of a file of points one after the other; a line that is none (a torn one, a damaged one) is left out. */
export class PointLines {
  /** False: written by another version of the app, to be written anew before anything is added. */
  isCurrent = false
  #figures: readonly (FigureName | undefined)[] | undefined

  read(line: string): MetricsPoint | undefined {
    const value = parse(line)
    if (!this.#figures) return void this.#readHead(value, line)
    if (!Array.isArray(value)) return undefined
    const [atMs, memberId, name, values, rates] = value as unknown[]
    if (typeof atMs !== 'number' || typeof memberId !== 'string' || typeof name !== 'string') return undefined
    if (!Array.isArray(values) || typeof rates !== 'object' || rates === null) return undefined
    const figures: Partial<Record<FigureName, number>> = {}
    for (const [at, figure] of this.#figures.entries()) {
      const found: unknown = values[at]
      if (figure && typeof found === 'number') figures[figure] = found
    }
    const grpc = Object.fromEntries(Object.entries(rates).filter(([, rate]) => typeof rate === 'number'))
    return { atMs, memberId, name, figures, grpc }
  }

  #readHead(value: unknown, line: string): void {
    const head = value as { format?: unknown; figures?: unknown } | undefined
    if (head?.format !== format || !Array.isArray(head.figures)) return
    this.#figures = head.figures.map((name: unknown) =>
      typeof name === 'string' && isFigure(name) ? name : undefined,
    )
    this.isCurrent = `${line}\n` === headLine
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
