import type { PanelCondition } from '../../shared/contract/panels'
import { bytesToText } from '../../shared/etcd/key'
import { compactJson, type Json } from '../../shared/k8s/json'
import { parsePath, valueAt } from '../../shared/panels/value-path'
import type { WatchEvent } from '../etcd/watch-cursor'
import { Content } from '../history/content'

/** Whether an event is one that the person wants to be told of. */
export type ConditionTest = (event: WatchEvent) => boolean

/** Makes the test of a condition: the key first, the value is read only where that holds. Fails with `invalid` for a wrong path. */
export function conditionTest(condition: PanelCondition | undefined): ConditionTest {
  if (!condition) return () => false
  const { keyContains, equals } = condition
  const path = condition.valuePath?.trim() ? parsePath(condition.valuePath) : undefined
  const meetsValue = (value: Uint8Array): boolean => {
    const content = new Content(value)
    if (!path) return content.text === equals
    const found = content.document && valueAt(content.document.root, path)
    return equals === undefined ? found !== undefined : textOf(found) === equals
  }
  return ({ type, kv }) => {
    if (!bytesToText(kv.key).includes(keyContains)) return false
    if (!path && equals === undefined) return true
    return type === 'put' && meetsValue(kv.value)
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : compactJson((value ?? null) as Json)
}
