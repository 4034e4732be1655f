import './polyfill'
import { join } from 'node:path'
import { app, dialog, shell, type BrowserWindow } from 'electron'
import { toFailure } from '../shared/failure'
import { startApp, type RunningApp } from './app'
import { askOnClose } from './electron/ask-on-close'
import { hostRouter } from './electron/host'
import { setMenu } from './electron/menu'
import { declareScheme, serveScheme } from './electron/scheme'
import { openWindow } from './electron/window'
import { chosenHome } from './home'
import { HomeLock } from './store/home-lock'

declareScheme()
const home = chosenHome(process.argv)
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(home, 'electron'))

let running: RunningApp | undefined
let window: BrowserWindow | undefined
/** What becomes of the local clusters that are to ask, once the person answered. */
let asked: 'stop' | 'keep' | undefined

async function start(): Promise<void> {
  const services = startApp({
    home,
    version: app.getVersion(),
    platform: {
      host: 'electron',
      async pickFile(title) {
        const parent = window
        const answer = await (parent
          ? dialog.showOpenDialog(parent, { title, properties: ['openFile'] })
          : dialog.showOpenDialog({ title, properties: ['openFile'] }))
        return answer.filePaths[0]
      },
      async saveFile(title, defaultPath) {
        const parent = window
        const answer = await (parent
          ? dialog.showSaveDialog(parent, { title, defaultPath })
          : dialog.showSaveDialog({ title, defaultPath }))
        return answer.canceled ? undefined : answer.filePath
      },
      revealFile: (path) => shell.showItemInFolder(path),
    },
  })
  const [started] = await Promise.all([services, app.whenReady()])
  running = started
  setMenu()
  serveScheme(join(__dirname, '..', 'renderer'))
  window = openWindow(running.settings)
  hostRouter(window, running.router)
  askOnClose(window, {
    names: started.toAskAbout,
    onAnswer: (answer) => (asked = answer),
  })
}

let stopping: Promise<void> | undefined
app.on('before-quit', (event) => {
  if (!running) return
  event.preventDefault()
  stopping ??= running.stop(asked).then(
    () => app.exit(0),
    () => app.exit(1),
  )
})
app.on('window-all-closed', () => app.quit())
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit())

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  start().catch((error: unknown) => {
    const { message } = toFailure(error)
    process.stderr.write(`etcdesk: ${message}\n`)
    if (!app.isReady()) dialog.showErrorBox('etcdesk cannot start', message)
    app.exit(1)
  })
} else {
  // The first instance shows its window; this one says who that is, in the words of the lock it holds.
  HomeLock.acquire(home)
    .then(
      (lock) => lock.release(),
      (error: unknown) => process.stderr.write(`etcdesk: ${toFailure(error).message}\n`),
    )
    .finally(() => app.exit(1))
}
