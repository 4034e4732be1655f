import type { MetricsRange } from '../../../shared/contract/metrics'

export const rangeOptions: readonly { readonly value: MetricsRange; readonly text: string }[] = [
  { value: '5m', text: '5 min' },
  { value: '1h', text: '1 hour' },
  { value: '24h', text: '24 hours' },
]

export const rangeWords: Readonly<Record<MetricsRange, string>> = {
  '5m': 'the last 5 minutes',
  '1h': 'the last hour',
  '24h': 'the last 24 hours',
}
