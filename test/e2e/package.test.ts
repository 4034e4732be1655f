import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { engineDir } from '../support/engines'
import { tempDir } from '../support/temp-dir'
import { App } from './driver/app'
import { electronRun } from './driver/electron-run'
import { keepEvidence, rememberApp } from './driver/evidence'
import { electronDir, projectDir, whyNot } from './driver/machine'
import { gone, keepLog } from './driver/process-log'

/** Packs the app with the tests' Electron runtime; resolves with the folder of the unpacked app. */
async function pack(output: string): Promise<string> {
  const script = join(projectDir, 'scripts', 'package.mjs')
  const env = { ...process.env, ETCDESK_ELECTRON_DIST: electronDir() }
  const child = spawn(process.execPath, [script, '--output', output], { cwd: projectDir, env, stdio: 'pipe' })
  const log = keepLog(child)
  if ((await gone(child)) !== 0) throw new Error(`npm run package failed:\n${log()}`)
  const unpacked = (await readdir(output)).find((name) => name.endsWith('-unpacked'))
  if (!unpacked) throw new Error(`No unpacked app in ${output}:\n${log()}`)
  return join(output, unpacked)
}

const reason = process.platform === 'linux' ? whyNot('electron') : 'only the Linux package is tested'

describe.skipIf(reason)(`the packaged app${reason ? ` (skipped: ${reason})` : ''}`, () => {
  keepEvidence()

  it('starts from its own executable with nothing but itself', async () => {
    await using dir = await tempDir()
    const unpacked = await pack(join(dir.path, 'dist'))
    expect(await readdir(join(unpacked, 'resources'))).toContain('app.asar')

    const home = join(dir.path, 'home')
    const env = { PATH: [engineDir('3.5.16'), process.env['PATH']].join(delimiter) }
    const run = electronRun({ home, executable: join(unpacked, 'etcdesk'), env })
    await using app = rememberApp(await App.start('electron', home, run))
    const { page } = app
    await page.getByRole('heading', { name: 'Connect to etcd', exact: true }).waitFor()

    // The main job once through: cluster, tree, editor, and the index's thread out of the archive.
    const clusters = page.getByRole('region', { name: 'Local clusters', exact: true })
    await clusters.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByRole('button', { name: 'Create the first key', exact: true }).click({ timeout: 60_000 })
    const dialog = page.getByRole('dialog', { name: 'New key', exact: true })
    await dialog.getByRole('textbox', { name: 'Key', exact: true }).fill('/packed/key')
    await dialog.getByRole('textbox', { name: 'Value', exact: true }).fill('{"packed": true}')
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('treeitem', { name: 'key', exact: true }).waitFor()
    await page.getByRole('region', { name: 'Value', exact: true }).locator('.view-line').first().waitFor()
    await page.getByRole('textbox', { name: 'Filter or go to prefix' }).fill('acked')
    await page.getByRole('listbox', { name: 'Matches' }).getByRole('option').first().waitFor()
    expect(app.consoleErrors).toEqual([])
  })
})
