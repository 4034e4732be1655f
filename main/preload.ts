import { ipcRenderer } from 'electron'

// Hands one port from the page to main, once, and exposes nothing else: the page posts the port to its own window.
const onMessage = (event: MessageEvent) => {
  if (event.source !== window || event.data !== 'etcdesk:connect') return
  const port = event.ports[0]
  if (!port) return
  window.removeEventListener('message', onMessage)
  ipcRenderer.postMessage('etcdesk:connect', null, [port])
}
window.addEventListener('message', onMessage)
