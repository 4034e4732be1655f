import { readFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { App } from '../e2e/driver/app'
import { browserRun, closeChromium } from '../e2e/driver/browser-run'
import { engineDir } from '../support/engines'
import { tempDir } from '../support/temp-dir'
import type { Bench } from './bench'
import { round2 } from './compare'

const measuredMs = 60_000
const settleMs = 10_000
/** Linux counts a process's time in hundredths of a second (USER_HZ). */
const ticksPerSecond = 100
const exact = { exact: true } as const

/** CPU time of a process and its threads so far, in ms: user and system (proc(5), fields 14 and 15 of `stat`). */
async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond
}

async function percentOf(pid: number): Promise<number> {
  await delay(settleMs)
  const [before, begun] = [await cpuMs(pid), performance.now()]
  await delay(measuredMs)
  return round2((((await cpuMs(pid)) - before) / (performance.now() - begun)) * 100)
}

/**
 * What looking at an idle cluster of five costs main, in percent of one core over a minute: with the Cluster page open, with
 * the keys of the same tab, and with Home alone. On the browser host, whose main is a process of its own.
 */
export const cluster: Bench = async ({ version }) => {
  await using home = await tempDir()
  const path = [engineDir(version), process.env['PATH']].join(delimiter)
  try {
    await using app = await App.start(
      'browser',
      home.path,
      browserRun({ home: home.path, env: { PATH: path } }),
    )
    const { page } = app
    const pid = app.pid()
    await page.getByRole('radio', { name: '5', ...exact }).click()
    await page
      .getByRole('region', { name: 'Local clusters', ...exact })
      .getByRole('button', { name: 'Start', ...exact })
      .click()
    await page.getByText('No keys yet').waitFor({ timeout: 60_000 })
    const keys_cpu_percent = await percentOf(pid)
    await page.getByRole('link', { name: 'Cluster', ...exact }).click()
    await page.getByText('tolerates 2 failures').waitFor()
    const cpu_percent = await percentOf(pid)
    await page.getByRole('button', { name: 'Home', ...exact }).click()
    const home_cpu_percent = await percentOf(pid)
    return { members: 5, cpu_percent, keys_cpu_percent, home_cpu_percent }
  } finally {
    await closeChromium()
  }
}
