import { join } from 'node:path'
import { BrowserWindow, dialog, shell } from 'electron'
import type { SettingsStore } from '../store/settings-store'
import { comeBack } from './come-back'
import { appOrigin } from './scheme'

interface WindowState {
  x?: number
  y?: number
  width: number
  height: number
  maximized: boolean
}

function isWindowState(value: unknown): value is WindowState {
  return typeof value === 'object' && value !== null && 'width' in value && 'height' in value
}

/** Opens the one window where it was last time: isolated, sandboxed, without Node, and unable to go elsewhere. */
export function openWindow(settings: SettingsStore): BrowserWindow {
  const saved = settings.view('window')
  const state: WindowState = isWindowState(saved) ? saved : { width: 1440, height: 900, maximized: false }
  const window = new BrowserWindow({
    x: state.x,
    y: state.y,
    width: state.width,
    height: state.height,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'etcdesk',
    backgroundColor: '#0f1216',
    webPreferences: {
      preload: join(__dirname, '..', 'preload', 'preload.js'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  })
  if (state.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  keepState(window, settings)
  const contents = window.webContents
  contents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url)
    return { action: 'deny' }
  })
  // The page asks to stay while something typed is not saved; without this Electron would keep the window silently.
  contents.on('will-prevent-unload', (event) => {
    const choice = dialog.showMessageBoxSync(window, {
      type: 'question',
      message: 'Close etcdesk without saving?',
      detail: 'What was typed and not saved is lost.',
      buttons: ['Close without saving', 'Go on editing'],
      defaultId: 1,
      cancelId: 1,
    })
    if (choice === 0) event.preventDefault()
  })
  contents.on('will-navigate', (event, url) => {
    if (new URL(url).origin !== new URL(appOrigin).origin) event.preventDefault()
  })
  contents.session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === 'clipboard-sanitized-write' || permission === 'notifications')
  })
  comeBack(window)
  void window.loadURL(`${appOrigin}/`)
  return window
}

function keepState(window: BrowserWindow, settings: SettingsStore): void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (window.isDestroyed()) return
      const bounds = window.getNormalBounds()
      void settings.setView('window', { ...bounds, maximized: window.isMaximized() }).catch(() => {})
    }, 300)
  }
  window.on('resize', save)
  window.on('move', save)
  window.on('closed', () => clearTimeout(timer))
}
