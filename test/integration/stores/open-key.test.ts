import { createPinia, setActivePinia } from 'pinia'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setClient } from '../../../renderer/client'
import { useOpenKeyStore } from '../../../renderer/stores/open-key'
import { forgetConnection } from '../../../renderer/stores/per-connection'
import { haveEngine } from '../../support/engines'
import { startEtcd, type RunningEtcd } from '../../support/etcd-server'
import { startTestApp, type TestApp } from '../../support/test-app'
import { until } from '../../support/until'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array | undefined) => new TextDecoder().decode(value)
const key = bytes('/open/key')
const other = bytes('/open/other')

describe.skipIf(!haveEngine('3.5.16'))('the open key over a real etcd', () => {
  let etcd: RunningEtcd
  let app: TestApp
  let connectionId: string
  beforeAll(async () => {
    etcd = await startEtcd({ version: '3.5.16' })
    app = await startTestApp()
    connectionId = await app.connect(etcd)
    setClient(app.client)
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await etcd?.[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    setActivePinia(createPinia())
    await put(key, 'first')
    await put(other, 'another')
  })
  afterEach(() => forgetConnection(connectionId))

  /** Writes as somebody else does: around the store. */
  const put = (at: Uint8Array, value: string) =>
    app.client.kv.txn({
      connectionId,
      compare: [],
      success: [{ kind: 'put', key: at, value: bytes(value) }],
      failure: [],
    })
  const remove = () =>
    app.client.kv.txn({ connectionId, compare: [], success: [{ kind: 'delete', key }], failure: [] })
  const stored = async () => text((await app.client.kv.range({ connectionId, key })).kvs[0]?.value)

  /** The store with the key open and followed. */
  async function opened() {
    const store = useOpenKeyStore(connectionId)
    store.show(key)
    await until(() => store.open?.following === 'live')
    return store
  }

  test('follows what others write while nothing is typed', async () => {
    const store = await opened()
    expect(text(store.open?.kv?.value)).toBe('first')
    await put(key, 'second')
    await until(() => text(store.open?.kv?.value) === 'second')
    expect(store.open?.foreign).toBeUndefined()
  })

  test('saves, and its own event is nobody else', async () => {
    const store = await opened()
    store.setDraft({ shownAs: 'text', text: 'mine' })
    expect(await store.save(bytes('mine'))).toBe('done')
    expect(store.draft).toBeUndefined()
    expect(await stored()).toBe('mine')
    await put(key, 'after')
    await until(() => text(store.open?.kv?.value) === 'after')
    expect(store.open?.foreign).toBeUndefined()
  })

  test('keeps what was typed when somebody else writes, and saves over theirs only when told to', async () => {
    const store = await opened()
    store.setDraft({ shownAs: 'text', text: 'mine' })
    await put(key, 'theirs')
    await until(() => store.open?.foreign?.kind === 'put')
    expect(text(store.open?.kv?.value)).toBe('first')
    expect(await store.save(bytes('mine'))).toBe('conflict')
    expect(await stored()).toBe('theirs')
    expect(await store.save(bytes('mine'), { overTheirs: true })).toBe('done')
    expect(await stored()).toBe('mine')
  })

  test('takes theirs', async () => {
    const store = await opened()
    store.setDraft({ shownAs: 'text', text: 'mine' })
    await put(key, 'theirs')
    await until(() => store.open?.foreign)
    store.takeTheirs()
    expect(store.draft).toBeUndefined()
    expect(text(store.open?.kv?.value)).toBe('theirs')
  })

  test('keeps each draft while other keys are open, and reads a key again without losing it', async () => {
    const store = await opened()
    store.setDraft({ shownAs: 'text', text: 'mine' })
    store.show(other)
    await until(() => text(store.open?.kv?.value) === 'another')
    await put(key, 'theirs')
    store.show(key)
    await until(() => store.open?.foreign?.kind === 'put')
    store.reread()
    await until(() => store.open?.following === 'live')
    expect(store.draft?.text).toBe('mine')
    expect(store.drafts.size).toBe(1)
  })

  test('says that the key was deleted, and saving creates it again', async () => {
    const store = await opened()
    store.setDraft({ shownAs: 'text', text: 'mine' })
    await remove()
    await until(() => store.open?.foreign?.kind === 'delete')
    expect(store.draft?.text).toBe('mine')
    expect(await store.save(bytes('mine'))).toBe('done')
    expect(store.open?.kv?.version).toBe(1n)
    expect(store.open?.foreign).toBeUndefined()
    expect(await stored()).toBe('mine')
  })

  test('does not delete a version that it has not shown', async () => {
    const store = await opened()
    const shown = store.open?.kv
    if (!shown) throw new Error('nothing is open')
    await put(key, 'newer')
    expect(await store.remove(shown)).toBe('conflict')
    expect(text(store.open?.kv?.value)).toBe('newer')
    const newer = store.open?.kv
    expect(newer && (await store.remove(newer))).toBe('done')
    expect(store.open).toBeUndefined()
    expect(await stored()).toBe('')
  })

  test('says why a value is not taken, and keeps it', async () => {
    const store = await opened()
    store.setDraft({ shownAs: 'text', text: 'much' })
    expect(await store.save(new Uint8Array(2_000_000))).toBe('failed')
    expect(store.problem?.failure.code).toBe('exhausted')
    expect(store.draft?.text).toBe('much')
  })

  test('a key that is not there is missing until somebody writes it', async () => {
    await remove()
    const store = await opened()
    expect(store.open?.isMissing).toBe(true)
    await put(key, 'there')
    await until(() => store.open?.isMissing === false)
    expect(text(store.open?.kv?.value)).toBe('there')
  })
})
