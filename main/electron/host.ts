import { RPCHandler } from '@orpc/server/message-port'
import { ipcMain, type BrowserWindow } from 'electron'
import type { AnyRouter } from '@orpc/server'
import { handlerOptions } from '../handler'
import { appOrigin } from './scheme'

/**
 * Carries the contract over the port that the page hands in through the preload. Only the window's own main
 * frame on our own origin is heard; a reload brings a new port and the old one's calls are aborted.
 */
export function hostRouter(window: BrowserWindow, router: AnyRouter): void {
  const handler = new RPCHandler(router, handlerOptions)
  const onConnect = (event: Electron.IpcMainEvent) => {
    const frame = event.senderFrame
    const isOurs = event.sender === window.webContents && frame === window.webContents.mainFrame
    if (!isOurs || !frame?.url.startsWith(`${appOrigin}/`)) return
    const port = event.ports[0]
    if (!port) return
    handler.upgrade(port)
    port.start()
  }
  ipcMain.on('etcdesk:connect', onConnect)
  window.once('closed', () => ipcMain.off('etcdesk:connect', onConnect))
}
