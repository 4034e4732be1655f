import { Menu } from 'electron'

/**
 * macOS needs a menu for copy and paste to work; elsewhere the window's own controls are the menu, and Electron's
 * default one would take shortcuts that belong to the app.
 */
export function setMenu(): void {
  if (process.platform !== 'darwin') {
    Menu.setApplicationMenu(null)
    return
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]),
  )
}
