import { readdir, readFile } from 'node:fs/promises'

/** What the processes of the desktop app hold in memory, in bytes: main, and those that draw. Linux only. */
export interface AppMemory {
  readonly main: number
  readonly renderer: number
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly rss: number
}

async function readProcess(pid: number): Promise<Process | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const number = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN)
  return status === '' ? undefined : { pid, parent: number('PPid'), rss: number('VmRSS') * 1024 }
}

async function isRenderer({ pid }: Process): Promise<boolean> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  // One that was forked has its words in one.
  return words.includes('--type=renderer')
}

/** The app whose main process is `pid`: that one, and those that draw. */
async function processesOf(pid: number): Promise<{ main: Process; renderers: readonly Process[] }> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const all = (await Promise.all(pids.map(readProcess))).filter((each) => each !== undefined)
  const main = all.find((each) => each.pid === pid)
  if (!main) throw new Error(`There is no process ${pid}.`)
  const below: Process[] = [main]
  for (let i = 0; i < below.length; i++) below.push(...all.filter(({ parent }) => parent === below[i]?.pid))
  const renderers: Process[] = []
  for (const each of below) if (await isRenderer(each)) renderers.push(each)
  if (renderers.length === 0) throw new Error('The app has no renderer.')
  return { main, renderers }
}

/** Reads it for the app whose main process is `pid`. */
export async function readAppMemory(pid: number): Promise<AppMemory> {
  const { main, renderers } = await processesOf(pid)
  return { main: main.rss, renderer: renderers.reduce((sum, { rss }) => sum + rss, 0) }
}

/** The process that draws the app's page: a spare one, should there be any, is smaller. */
export async function rendererOf(pid: number): Promise<number> {
  const { renderers } = await processesOf(pid)
  return renderers.reduce((largest, each) => (each.rss > largest.rss ? each : largest)).pid
}
