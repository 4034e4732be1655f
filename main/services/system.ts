import { implement } from '@orpc/server'
import { systemContract, type SystemInfo } from '../../shared/contract/system'
import { fail } from '../../shared/failure'
import type { Platform } from '../platform'
import type { SettingsStore } from '../store/settings-store'

export interface SystemServiceOptions {
  readonly home: string
  readonly version: string
  readonly platform: Platform
  readonly settings: SettingsStore
  /** Checks an engine path before it is kept; throws `invalid` with the field. */
  readonly checkEnginePath: (path: string) => Promise<void>
}

/** What the app is, its settings, and the view's own state. */
export function systemService({ home, version, platform, settings, checkEnginePath }: SystemServiceOptions) {
  const os = implement(systemContract)
  const info: SystemInfo = {
    version,
    host: platform.host,
    platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
    home,
    hasFileDialogs: platform.pickFile !== undefined,
  }
  return os.router({
    info: os.info.handler(() => info),
    settings: os.settings.handler(() => settings.settings),
    setSettings: os.setSettings.handler(async ({ input }) => {
      if (input.enginePath !== undefined) await checkEnginePath(input.enginePath)
      return settings.update(input)
    }),
    viewState: os.viewState.handler(({ input }) => settings.view(input.name)),
    setViewState: os.setViewState.handler(({ input }) => settings.setView(input.name, input.value)),
    pickFile: os.pickFile.handler(async ({ input }) => {
      if (!platform.pickFile)
        throw fail('precondition', 'The browser host has no file dialog: type the path.')
      return { path: await platform.pickFile(input.title) }
    }),
    pickSaveFile: os.pickSaveFile.handler(async ({ input }) => {
      if (!platform.saveFile)
        throw fail('precondition', 'The browser host has no file dialog: type the path.')
      return { path: await platform.saveFile(input.title, input.defaultPath) }
    }),
  })
}
