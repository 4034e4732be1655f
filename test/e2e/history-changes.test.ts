import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { etcdctl } from '../support/etcdctl'
import { tempDir, type TempDir } from '../support/temp-dir'
import type { App } from './driver/app'
import { describeHosts } from './driver/describe-hosts'
import { launchWithCluster } from './driver/launch-with-cluster'

const version = '3.5.16'
const exact = { exact: true } as const

// One story: what changed is found by folder and key, and a folder is put back to what it was.
describeHosts('what changed between two revisions', (host) => {
  let home: TempDir
  let app: App
  let page: Page
  let ctl: ReturnType<typeof etcdctl>
  const dump = () => ctl('get', '--prefix', '/')
  const changes = () => page.getByRole('region', { name: 'Changes', ...exact })
  const field = (name: string) => page.getByRole('textbox', { name, ...exact })
  const compare = () => page.getByRole('button', { name: 'Compare', ...exact }).click()
  const texts = async (list: Locator) =>
    (await list.getByRole('listitem').allInnerTexts()).map((text) =>
      text.split(/\s+/).filter(Boolean).join(' '),
    )
  const total = (text: string) => changes().getByRole('status').getByText(text, exact).waitFor()
  const byFolder = () => changes().getByRole('list', { name: 'Changes by folder', ...exact })
  const lookInto = (name: RegExp) => byFolder().getByRole('button', { name }).click()
  const folders = () => texts(byFolder())
  const keys = () => texts(changes().getByRole('list', { name: 'Changed keys' }))

  beforeAll(async () => {
    home = await tempDir()
    ;({ app, ctl } = await launchWithCluster({ host, home: home.path, version }))
    page = app.page
    // Revisions 2 to 13.
    for (let i = 0; i < 10; i++) await ctl('put', `/app/web/0${i}`, `value ${i}`)
    await ctl('put', '/app/db/one', 'stays')
    await ctl('put', '/other/key', 'first')
    // Revisions 14 to 18.
    await ctl('del', '/app/web/03')
    await ctl('put', '/app/web/04', 'other 4')
    await ctl('put', '/app/web/05', 'other 5')
    await ctl('put', '/app/new/key', 'came since')
    await ctl('put', '/other/key', 'second')
    await page.getByRole('link', { name: 'History', ...exact }).click()
    await page.getByRole('tab', { name: 'Changes', ...exact }).click()
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await home?.[Symbol.asyncDispose]()
  })

  test('revisions that make no sense are told beside their fields, and stay as they were typed', async () => {
    const from = field('From revision')
    for (const [text, problem] of [
      ['abc', 'A revision is a whole number.'],
      ['0', 'Revisions begin at 1.'],
      ['-3', 'Revisions begin at 1.'],
      ['999', 'That is in the future: the store stands at revision 18.'],
      ['', 'Type a revision.'],
      ['18', 'Nothing was written since: the store stands at revision 18.'],
    ] as const) {
      await from.fill(text)
      await compare()
      await page.getByText(problem, exact).waitFor()
      expect(await from.inputValue()).toBe(text)
      expect(await from.getAttribute('aria-invalid')).toBe('true')
    }
    await from.fill('15')
    await field('To revision').fill('13')
    await compare()
    await page.getByText('This must be the earlier one: To is revision 13.', exact).waitFor()
    await field('To revision').fill('later')
    await compare()
    await page.getByText('A revision is a whole number.', exact).waitFor()
    expect(await field('To revision').getAttribute('aria-invalid')).toBe('true')
    await field('To revision').fill('')
  })

  test('what was added, changed and deleted is counted by folder and listed by key', async () => {
    await field('From revision').fill('13')
    await compare()
    await total('1 added')
    await expect
      .poll(() => changes().getByRole('status').innerText())
      .toMatch(/1 added\s+3 changed\s+1 deleted/)
    expect(await folders()).toEqual(['/app/ +1 added ~2 changed −1 deleted', '/other/ ~1 changed'])
    await lookInto(/^\/app\//)
    await total('2 changed')
    expect(await field('Prefix').inputValue()).toBe('/app/')
    expect(await folders()).toEqual(['new/ +1 added', 'web/ ~2 changed −1 deleted'])
    const rows = await keys()
    expect(rows).toHaveLength(4)
    expect(rows[0]).toMatch(/^\+ new\/key added rev 17/)
    expect(rows[1]).toMatch(/^− web\/03 deleted rev 5/)
    expect(rows[2]).toMatch(/^~ web\/04 changed rev 6 → rev 15/)
    expect(rows[3]).toMatch(/^~ web\/05 changed rev 7 → rev 16/)
  })

  test('a key shows what differs, the folders above lead back, and its revisions are one press away', async () => {
    await changes()
      .getByRole('button', { name: /web\/04/ })
      .click()
    const diff = page.getByRole('region', { name: 'Diff', ...exact })
    await diff.getByText('at rev 13 · written at 6', exact).waitFor()
    await diff.getByText('at rev 18 · written at 15', exact).waitFor()
    for (const value of ['value 4', 'other 4']) await diff.getByText(value, exact).first().waitFor()
    await page.keyboard.press('Home')
    await diff.getByText('at rev 13 · not there', exact).waitFor()
    await diff.getByRole('button', { name: 'All revisions', ...exact }).click()
    await page
      .getByRole('list', { name: 'Revisions', ...exact })
      .getByText('created')
      .first()
      .waitFor()
    await page.getByRole('tab', { name: 'Changes', ...exact }).click()
    const above = changes().getByRole('navigation', { name: 'Folders above' })
    await above.getByRole('button', { name: 'All keys', ...exact }).click()
    await total('3 changed')
    await lookInto(/^\/app\//)
    await total('2 changed')
  })

  test('the folder is put back after a dry run, and that is undone', async () => {
    const before = await dump()
    await changes()
      .getByRole('button', { name: 'Put this folder back…', ...exact })
      .click()
    const question = page.getByRole('alertdialog', { name: 'Put /app back to revision 13?', ...exact })
    await question.getByText(/^3 keys, .* on .* \(http:\/\/127\.0\.0\.1:\d+\)/).waitFor()
    expect(await texts(question.getByRole('list', { name: 'What it does' }))).toEqual([
      '1 deleted since: written again',
      '2 of another value now: changed back',
      '8 the same: not touched',
      '1 came since: left as they are',
    ])
    expect(await texts(question.getByRole('list', { name: 'Keys', ...exact }))).toEqual([
      '+ /app/web/03',
      '~ /app/web/04',
      '~ /app/web/05',
    ])
    const newer = question.getByRole('checkbox', { name: 'Also delete 1 key that came since' })
    await newer.check()
    await question.getByText('came since: deleted').waitFor()
    await newer.uncheck()
    await question.getByText('came since: left as they are').waitFor()
    expect(await dump()).toBe(before)
    const confirm = question.getByRole('button', { name: 'Put back', ...exact })
    expect(await confirm.isDisabled()).toBe(true)
    await question.getByRole('textbox', { name: 'Type /app to confirm', ...exact }).fill('/app')
    await confirm.click()
    await page.getByRole('status').getByText('Put back 3 keys').waitFor()
    expect((await dump()).split('\n').filter(Boolean)).toEqual([
      ...['/app/db/one', 'stays', '/app/new/key', 'came since'],
      ...Array.from({ length: 10 }, (_, i) => [`/app/web/0${i}`, `value ${i}`]).flat(),
      ...['/other/key', 'second'],
    ])
    const kept = (await readdir(join(home.path, 'backups'))).map((name) => name.replace(/^[^.]*\./, ''))
    expect(kept.sort()).toEqual(['jsonl', 'operation', 'past.jsonl'])

    await page
      .getByRole('status')
      .getByRole('button', { name: 'Undo', ...exact })
      .click()
    await page.getByRole('status').getByText('Took back 3 keys').waitFor()
    expect(await dump()).toBe(before)
  })

  test('what somebody compacted meanwhile is told beside the field', async () => {
    await ctl('compaction', '16')
    await field('From revision').fill('13')
    await compare()
    await page
      .getByText(/compacted.* 16\./)
      .first()
      .waitFor()
    expect(await field('From revision').getAttribute('aria-invalid')).toBe('true')
    await field('From revision').fill('16')
    await field('To revision').fill('17')
    await compare()
    await total('1 added')
  })
})
