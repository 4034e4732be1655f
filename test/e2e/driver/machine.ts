import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The two ways the app runs; every e2e spec runs on both. */
export const hosts = ['electron', 'browser'] as const
export type HostName = (typeof hosts)[number]

/** The project's folder: where npm runs its scripts. */
export const projectDir = process.cwd()

/** The version that the app must say it is. */
export const projectVersion = (
  JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { version: string }
).version

/** Why a host cannot run on this machine, as the test set-up found out; undefined when it can. */
export function whyNot(host: HostName): string | undefined {
  const text = process.env['ETCDESK_TEST_LACKS']
  if (text === undefined) return 'the test set-up did not run: use npm test'
  return (JSON.parse(text) as Record<string, string>)[host]
}

/** The folder of the Electron runtime that the tests use. */
export const electronDir = (): string => wanted('ETCDESK_TEST_ELECTRON')

/** The Electron executable in that folder. */
export function electronPath(): string {
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as Record<
    string,
    string
  >
  return join(electronDir(), name[process.platform] ?? 'electron')
}

/** The Chromium that opens the browser host's page. */
export const chromiumPath = (): string => wanted('ETCDESK_TEST_CHROMIUM')

/** Chromium refuses its sandbox to root, and only then the tests do without it. */
export const isRoot = process.getuid?.() === 0

function wanted(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`$${name} is not set: run the tests by npm test.`)
  return value
}

/** The environment an app under test starts with: this one, without what would set up etcd or etcdesk behind its back. */
export function appEnv(more: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !/^(ETCD|ETCDCTL|ETCDUTL|ETCDESK|ELECTRON|VITEST|NODE_OPTIONS)(_|$)/.test(entry[0]),
  )
  return { ...Object.fromEntries(kept), ...more }
}
