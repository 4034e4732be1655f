import { equalBytes } from '../../../shared/etcd/key'
import { formatBytes } from '../../ui/format'
import { classifyValue, firstView } from '../keys/value/classify-value'
import { formatJson } from '../keys/value/json-text'
import { unwrapValue } from '../keys/value/unwrap-value'
import { showValue } from '../keys/value/value-text'
import { endAlike } from './end-alike'
import { withoutNoise } from './without-noise'

export type DiffView = 'json' | 'yaml' | 'text' | 'hex'

/** Two values that are compared; undefined on a side where there is none. */
export interface Pair {
  readonly before?: Uint8Array
  readonly after?: Uint8Array
}

/** What there is to compare, and how it can be shown, the natural way first. */
export interface Inside extends Pair {
  readonly views: readonly DiffView[]
  /** The layers that were taken off both, e.g. `base64 · gzip · JSON`. */
  readonly label?: string
}

/** Looks into both values: what is wrapped in base64 or gzip on both sides is compared inside. */
export async function lookInside({ before, after }: Pair, signal: AbortSignal): Promise<Inside> {
  const [left, right] = await Promise.all([
    before && unwrapValue(before, signal),
    after && unwrapValue(after, signal),
  ])
  const isWrapped = (left || right) && (!before || left) && (!after || right)
  const pair: Pair = isWrapped ? { before: left?.bytes, after: right?.bytes } : { before, after }
  return { ...pair, views: viewsOf(pair), label: isWrapped ? (right ?? left)?.label : undefined }
}

function viewsOf({ before, after }: Pair): readonly DiffView[] {
  const kinds = [before, after]
    .filter((each) => each !== undefined && each.length > 0)
    .map((each) => firstView(classifyValue(each ?? new Uint8Array())))
  if (kinds.includes('hex')) return ['hex']
  const [first] = kinds
  const isDocument = first === 'json' || first === 'yaml'
  return isDocument && kinds.every((kind) => kind === first) ? [first, 'text', 'hex'] : ['text', 'hex']
}

/** Two texts to lay side by side. */
export interface PairOfTexts {
  readonly before: string
  readonly after: string
  /** Set when only the first part of them is shown: the sizes of the whole. */
  readonly partOf?: string
  /** The texts are the same although the bytes are not, and nothing was left out of them. */
  readonly hidesDifference: boolean
}

/** The two values as texts in a view; documents are laid out over lines, and without their noise where asked for. */
export function showPair(
  { before, after }: Pair,
  view: Exclude<DiffView, 'hex'>,
  { isWhole, ignoresNoise }: { readonly isWhole: boolean; readonly ignoresNoise: boolean },
): PairOfTexts {
  const show = (bytes: Uint8Array | undefined) => {
    const { text, isPartial } = showValue(bytes ?? new Uint8Array(), view, isWhole)
    if (isPartial || view === 'text') return { text, isPartial }
    const laidOut = view === 'json' ? (formatJson(text) ?? text) : text
    return { text: ignoresNoise ? withoutNoise(laidOut) : laidOut, isPartial }
  }
  const left = show(before)
  const right = show(after)
  const isCut = left.isPartial && right.isPartial
  const [leftText, rightText] = isCut ? endAlike(left.text, right.text) : [left.text, right.text]
  const sizes = [before, after].filter((each) => each !== undefined).map((each) => formatBytes(each.length))
  const isLessShown = left.isPartial || right.isPartial || ignoresNoise
  return {
    before: leftText,
    after: rightText,
    partOf: left.isPartial || right.isPartial ? sizes.join(' and ') : undefined,
    hidesDifference:
      !isLessShown &&
      before !== undefined &&
      after !== undefined &&
      left.text === right.text &&
      !equalBytes(before, after),
  }
}
