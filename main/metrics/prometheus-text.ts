/** One line of a metrics page. Labels are unescaped. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** May be ±Infinity or NaN. */
  readonly value: number
}

const maxLineLength = 64 << 10
const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/
const label = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*(,|(?=\}))/y
const number = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/
const escapes: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' }

/**
 * Reads Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats) in pieces of any size, as they
 * come. Comments, time stamps and exemplars are passed over. A line that is none of it counts as `malformed` and costs
 * itself alone; one that is longer than 64 Ki characters is not kept in memory. It never throws.
 */
export class PrometheusText {
  samples = 0
  malformed = 0
  #rest = ''
  #isTooLong = false

  /**
   * @param isWanted by name: others are counted, not taken apart
   * @param onSample each wanted sample, in order
   */
  constructor(
    private readonly isWanted: (name: string) => boolean,
    private readonly onSample: (sample: Sample) => void,
  ) {}

  push(text: string): void {
    let from = 0
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      this.#line(this.#rest + text.slice(from, to))
      this.#rest = ''
      from = to + 1
    }
    this.#rest += text.slice(from)
    if (this.#rest.length <= maxLineLength) return
    this.#rest = ''
    this.#isTooLong = true
  }

  /** Nothing more comes: what is left is the last line. */
  end(): void {
    this.#line(this.#rest)
    this.#rest = ''
  }

  #line(text: string): void {
    if (this.#isTooLong) {
      this.#isTooLong = false
      this.malformed += 1
      return
    }
    const line = text.trim()
    if (line === '' || line.startsWith('#')) return
    const found = name.exec(line)?.[0]
    if (found === undefined) return void (this.malformed += 1)
    if (!this.isWanted(found)) return void (this.samples += 1)
    const sample = parse(found, line)
    if (!sample) return void (this.malformed += 1)
    this.samples += 1
    this.onSample(sample)
  }
}

function parse(found: string, line: string): Sample | undefined {
  const labels: Record<string, string> = {}
  let at = found.length
  if (line[at] === '{') {
    at += 1
    for (;;) {
      label.lastIndex = at
      const match = label.exec(line)
      if (!match) break
      labels[match[1] ?? ''] = (match[2] ?? '').replace(/\\(.)/g, (all, c: string) => escapes[c] ?? all)
      at = label.lastIndex
    }
    while (line[at] === ' ' || line[at] === '\t') at += 1
    if (line[at] !== '}') return undefined
    at += 1
  } else if (line[at] !== ' ' && line[at] !== '\t') return undefined
  const text =
    line
      .slice(at)
      .trim()
      .split(/[ \t]+/, 1)[0] ?? ''
  const value = toNumber(text)
  return value === undefined ? undefined : { name: found, labels, value }
}

function toNumber(text: string): number | undefined {
  if (number.test(text)) return Number(text)
  if (/^\+?inf$/i.test(text)) return Infinity
  if (/^-inf$/i.test(text)) return -Infinity
  return /^nan$/i.test(text) ? NaN : undefined
}
