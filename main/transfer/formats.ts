import type { KeyValue } from '../../shared/contract/kv'
import type { ExportFormat } from '../../shared/contract/transfer'
import { etcdctlScript } from './etcdctl-script'
import type { ExportFacts } from './export-facts'
import { jsonLines } from './json-lines'
import { kubernetesYaml } from './kubernetes-yaml'
import { yamlList } from './yaml-list'

/** A file as text, in parts: each part is complete in itself, so none but the one at hand is in memory. */
export interface ExportEncoder {
  readonly head: (facts: ExportFacts) => string
  readonly entry: (kv: KeyValue) => string
  readonly tail: (facts: ExportFacts, keys: number) => string
}

/** How each format is written. */
export const encoders: Readonly<Record<ExportFormat, ExportEncoder>> = {
  jsonl: jsonLines,
  yaml: yamlList,
  etcdctl: etcdctlScript,
  kubernetes: kubernetesYaml,
}
