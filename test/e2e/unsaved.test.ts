import { delimiter } from 'node:path'
import { expect, test } from 'vitest'
import { engineDir } from '../support/engines'
import { tempDir } from '../support/temp-dir'
import { until } from '../support/until'
import { describeHosts } from './driver/describe-hosts'
import { launchApp } from './driver/launch'

describeHosts('what was typed and not saved', (host) => {
  test('is asked about before the page goes, and is still there after staying', async () => {
    await using home = await tempDir()
    const path = [engineDir('3.5.16'), process.env['PATH']].join(delimiter)
    await using app = await launchApp({ host, home: home.path, env: { PATH: path } })
    const { page } = app
    await page
      .getByRole('region', { name: 'Local clusters' })
      .getByRole('button', { name: 'Start', exact: true })
      .click()
    await page.getByRole('button', { name: 'New key', exact: true }).click({ timeout: 60_000 })
    const dialog = page.getByRole('dialog', { name: 'New key', exact: true })
    await dialog.getByRole('textbox', { name: 'Key', exact: true }).fill('/draft')
    await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('saved')
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    const value = page.getByRole('region', { name: 'Value', exact: true })
    await value.getByRole('textbox', { name: 'Value', exact: true }).focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText('typed')
    await until(() => value.getByRole('button', { name: 'Save', exact: true }).isEnabled())

    // Asked by the page's own event, as a reload, a closed tab and a closed window are.
    const isKept = await page.evaluate(
      () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })),
    )
    expect(isKept).toBe(true)
    await expect.poll(() => value.locator('.view-lines').innerText()).toContain('typed')

    await page.keyboard.press('ControlOrMeta+s')
    await until(() =>
      page.evaluate(() => window.dispatchEvent(new Event('beforeunload', { cancelable: true }))),
    )
    expect(app.consoleErrors).toEqual([])
  })
})
