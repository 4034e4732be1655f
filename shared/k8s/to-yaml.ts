import { stringify } from 'yaml'
import type { Json } from './json'

/** YAML as kubectl prints it: names in order, lists not indented, no line broken. */
export function toYaml(value: Json): string {
  return stringify(value, { version: '1.1', sortMapEntries: true, indentSeq: false, lineWidth: 0 })
}
