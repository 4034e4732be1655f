import { usualKeptEvents, type PanelSpec } from '../../../shared/contract/panels'
import { textToBytes } from '../../../shared/etcd/key'
import { formatCount } from '../../ui/format'

/** What is typed to open a panel. */
export interface PanelForm {
  kind: PanelSpec['kind']
  key: string
  /** Of a range; empty: to the end of all keys. */
  rangeEnd: string
  start: 'now' | 'revision'
  startRevision: string
  events: 'all' | 'puts' | 'deletes'
  prevKv: boolean
  keptEvents: string
}

/** A field of the form, named as failures of `open` name it. */
export type PanelField = 'key' | 'rangeEnd' | 'startRevision' | 'keptEvents'

export type ReadPanel =
  | { readonly spec: PanelSpec; readonly problems?: undefined }
  | { readonly spec?: undefined; readonly problems: Partial<Record<PanelField, string>> }

const fewestKept = 100
const mostKept = 1_000_000

export function newPanelForm(): PanelForm {
  return {
    kind: 'prefix',
    key: '',
    rangeEnd: '',
    start: 'now',
    startRevision: '',
    events: 'all',
    prevKv: true,
    keptEvents: formatCount(usualKeptEvents),
  }
}

/** Numbers are typed with or without separators. */
function digitsOf(text: string): string | undefined {
  const digits = text.trim().replaceAll(/[,_\s]/g, '')
  return /^\d{1,19}$/.test(digits) ? digits : undefined
}

/** What the form stands for, or what is wrong in it as far as that can be told without asking the store. */
export function readPanelForm(form: PanelForm): ReadPanel {
  const problems: Partial<Record<PanelField, string>> = {}
  if (form.kind === 'key' && form.key === '') problems.key = 'Type the key that is to be watched.'
  const revision = form.start === 'revision' ? digitsOf(form.startRevision) : undefined
  if (form.start === 'revision' && (revision === undefined || BigInt(revision) < 1n))
    problems.startRevision = 'A revision is a whole number from 1 on.'
  const kept = Number(digitsOf(form.keptEvents) ?? Number.NaN)
  if (!(kept >= fewestKept && kept <= mostKept))
    problems.keptEvents = 'Between 100 and 1,000,000 events can be kept.'
  if (Object.keys(problems).length > 0) return { problems }
  return {
    spec: {
      kind: form.kind,
      key: textToBytes(form.key),
      ...(form.kind === 'range'
        ? { rangeEnd: form.rangeEnd === '' ? Uint8Array.of(0) : textToBytes(form.rangeEnd) }
        : {}),
      ...(revision === undefined ? {} : { startRevision: BigInt(revision) }),
      filters: form.events === 'puts' ? ['noDelete'] : form.events === 'deletes' ? ['noPut'] : [],
      prevKv: form.prevKv,
      keptEvents: kept,
    },
  }
}

/** A panel on a key or a prefix from now on, as it is opened by one press. */
export function simpleSpec(kind: 'key' | 'prefix', key: Uint8Array): PanelSpec {
  return { kind, key, filters: [], prevKv: true, keptEvents: usualKeptEvents }
}
