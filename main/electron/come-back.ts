import { dialog, type BrowserWindow } from 'electron'

/** A page that ends again so soon after it was loaded ends for a reason of its own. */
const soonMs = 10_000

/**
 * Loads the page again when its process ended by itself (a crash, or the system took its memory): connections, local
 * clusters and panels live in main and go on meanwhile. One that ends again at once is asked about.
 */
export function comeBack(window: BrowserWindow): void {
  const contents = window.webContents
  let lastAt = -Infinity
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const isAgain = performance.now() - lastAt < soonMs
    lastAt = performance.now()
    if (!isAgain) return contents.reload()
    void dialog
      .showMessageBox(window, {
        type: 'error',
        message: 'The window of etcdesk ended twice.',
        detail: `The system says: ${reason}. Connections and local clusters go on; nothing was written.`,
        buttons: ['Load it again', 'Close the window'],
      })
      .then(({ response }) => (response === 0 ? contents.reload() : window.destroy()))
  })
}
