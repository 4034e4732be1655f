// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { forgetConnection, perConnection } from '../../../../renderer/stores/per-connection'

const useRows = perConnection('rows', (connectionId, signal) => {
  const rows = shallowRef<readonly string[]>([])
  return { rows, connectionId, isAborted: () => signal.aborted, put: (row: string) => (rows.value = [row]) }
})

describe('stores of a connection', () => {
  beforeEach(() => {
    forgetConnection('a')
    forgetConnection('b')
    setActivePinia(createPinia())
  })

  it('are one per connection', () => {
    useRows('a').put('x')
    expect(useRows('a').rows).toEqual(['x'])
    expect(useRows('b').rows).toEqual([])
  })

  it('are aborted and forgotten when it is closed: the next of that name starts empty', () => {
    const before = useRows('a')
    before.put('x')
    forgetConnection('a')
    expect(before.isAborted()).toBe(true)
    const after = useRows('a')
    expect(after.rows).toEqual([])
    expect(after.isAborted()).toBe(false)
  })

  it('leave those of other connections alone', () => {
    useRows('b').put('y')
    forgetConnection('a')
    expect(useRows('b').rows).toEqual(['y'])
    expect(useRows('b').isAborted()).toBe(false)
  })
})
