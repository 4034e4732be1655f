import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { useAsync } from '../../../../renderer/composables/use-async'
import { fail } from '../../../../shared/failure'

/** Work that ends when the test says so. */
function controlled() {
  const calls: { resolve(value: string): void; reject(error: unknown): void; signal: AbortSignal }[] = []
  const async = useAsync(
    (signal, _name: string) =>
      new Promise<string>((resolve, reject) => calls.push({ resolve, reject, signal })),
  )
  return { async, calls }
}

describe('useAsync', () => {
  it('lets the latest run win and aborts the earlier one', async () => {
    const { async, calls } = controlled()
    const first = async.run('first')
    const second = async.run('second')
    expect(calls[0]?.signal.aborted).toBe(true)
    calls[1]?.resolve('new')
    calls[0]?.resolve('old')
    expect(await first).toBeUndefined()
    expect(await second).toBe('new')
    expect(async.state.value).toEqual({ kind: 'ready', value: 'new' })
  })

  it('keeps the value while loading again and after a failure', async () => {
    const { async, calls } = controlled()
    const first = async.run('first')
    calls[0]?.resolve('known')
    await first
    const second = async.run('second')
    expect(async.state.value).toEqual({ kind: 'loading', value: 'known' })
    calls[1]?.reject(fail('unavailable', 'Nobody answers.'))
    await second
    expect(async.state.value).toMatchObject({
      kind: 'failed',
      value: 'known',
      failure: { code: 'unavailable' },
    })
  })

  it('takes cancelling for no failure', async () => {
    const { async, calls } = controlled()
    const run = async.run('first')
    async.cancel()
    calls[0]?.reject(fail('canceled', 'Canceled.'))
    await run
    expect(async.state.value.kind).toBe('idle')
  })

  it('ends with its scope', () => {
    const scope = effectScope()
    const { async, calls } = scope.run(controlled) ?? controlled()
    void async.run('first')
    scope.stop()
    expect(calls[0]?.signal.aborted).toBe(true)
  })
})
