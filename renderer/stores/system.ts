import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Settings, SystemInfo } from '../../shared/contract/system'
import { client } from '../client'

/** The app itself: version, host, home, and the settings as main keeps them. */
export const useSystemStore = defineStore('system', () => {
  const info = shallowRef<SystemInfo>()
  const settings = shallowRef<Settings>({ theme: 'system' })

  return {
    info,
    settings,
    /** Reads info and settings; called once before the app is mounted. */
    async load(): Promise<void> {
      const [newInfo, newSettings] = await Promise.all([client().system.info(), client().system.settings()])
      info.value = newInfo
      settings.value = newSettings
    },
    /** Changes some settings; throws what main says about a value it does not take. */
    async change(change: Partial<Settings>): Promise<void> {
      settings.value = await client().system.setSettings(change)
    },
    /** The system's dialog for one existing file; undefined when it was canceled. Only where `info.hasFileDialogs`. */
    pickFile: async (title: string): Promise<string | undefined> =>
      (await client().system.pickFile({ title })).path,
    /** The same for a file to be written; the person was asked whether one that is there may be replaced. */
    pickSaveFile: async (title: string, defaultPath: string): Promise<string | undefined> =>
      (await client().system.pickSaveFile({ title, defaultPath })).path,
  }
})
