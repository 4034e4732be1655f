import { dialog, type BrowserWindow } from 'electron'

/**
 * Asks, when the window is closed by hand, what becomes of the local clusters that are to ask (`names`, as they are
 * then); none, and nothing is asked. Canceled, the window stays.
 */
export function askOnClose(
  window: BrowserWindow,
  options: {
    readonly names: () => readonly string[]
    readonly onAnswer: (answer: 'stop' | 'keep') => void
  },
): void {
  let isAnswered = false
  window.on('close', (event) => {
    const names = options.names()
    // For this closing only: something unsaved may keep the window after all.
    if (isAnswered || names.length === 0) return void (isAnswered = false)
    event.preventDefault()
    void ask(window, names).then((answer) => {
      if (answer === undefined || window.isDestroyed()) return
      isAnswered = true
      options.onAnswer(answer)
      window.close()
    })
  })
}

async function ask(window: BrowserWindow, names: readonly string[]): Promise<'stop' | 'keep' | undefined> {
  const one = names.length === 1
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: one
      ? `The local cluster ${names[0]} is running.`
      : `${names.length} local clusters are running.`,
    detail:
      `${names.join(', ')}: stopped, ${one ? 'it starts' : 'they start'} again with etcdesk; ` +
      `kept running, ${one ? 'it is' : 'they are'} found again.`,
    buttons: ['Stop', 'Keep running', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  })
  return response === 0 ? 'stop' : response === 1 ? 'keep' : undefined
}
