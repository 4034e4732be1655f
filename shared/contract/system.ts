import { oc, type } from '@orpc/contract'
import { z } from 'zod'

export interface SystemInfo {
  readonly version: string
  readonly host: 'electron' | 'browser'
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** The folder that holds all state. */
  readonly home: string
  /** True where the host can show the system's own file dialog. */
  readonly hasFileDialogs: boolean
}

export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** The folder that holds etcd, etcdctl and etcdutl, or the path of etcd itself. */
  enginePath: z.string().trim().min(1).optional(),
})

export type Settings = z.infer<typeof settings>

export const systemContract = {
  info: oc.output(type<SystemInfo>()),
  settings: oc.output(type<Settings>()),
  setSettings: oc.input(settings.partial()).output(type<Settings>()),
  /** View state that comes back after a restart (open tabs, pane sizes, …): small JSON under a name. */
  viewState: oc.input(z.object({ name: z.string().max(64) })).output(type<unknown>()),
  setViewState: oc.input(z.object({ name: z.string().max(64), value: z.json() })).output(type<void>()),
  /** The system's dialog for one existing file; `path` is absent when it was canceled. Only where `hasFileDialogs`. */
  pickFile: oc.input(z.object({ title: z.string() })).output(type<{ path?: string }>()),
  /** The same for a file to be written. The person was asked about a file that is there already. */
  pickSaveFile: oc
    .input(z.object({ title: z.string(), defaultPath: z.string() }))
    .output(type<{ path?: string }>()),
}
