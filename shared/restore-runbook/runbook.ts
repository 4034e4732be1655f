/** Commands for some machines; each may be of several lines. */
export interface RunbookBlock {
  /** `on every machine`, `on m1 (10.0.0.1)`. */
  readonly where: string
  readonly commands: readonly string[]
}

export interface RunbookStep {
  readonly title: string
  /** Why, and what to look at: a sentence or two each. */
  readonly notes: readonly string[]
  readonly blocks: readonly RunbookBlock[]
}

/** A whole runbook, before it is text, Markdown or scripts. */
export interface Runbook {
  readonly title: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** What is to be known before the first step. */
  readonly warnings: readonly string[]
  readonly steps: readonly RunbookStep[]
}
