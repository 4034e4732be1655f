/**
 * Asks for leave to show desktop notifications, if nobody answered that yet. Undefined: they can be shown. Otherwise says why
 * not, and what is done instead.
 */
export async function askForNotifications(): Promise<string | undefined> {
  if (!('Notification' in window)) return 'There are no desktop notifications here: it is told in the app.'
  const { permission } = Notification
  const answer = permission === 'default' ? await Notification.requestPermission() : permission
  return answer === 'granted' ? undefined : 'Desktop notifications are not allowed: it is told in the app.'
}

interface DesktopNotification {
  readonly title: string
  readonly body: string
  /** Pressed; the window is brought to the front. */
  readonly onPress: () => void
}

/** Shows a desktop notification; false where that is not allowed, or there are none. */
export function showNotification({ title, body, onPress }: DesktopNotification): boolean {
  if (!('Notification' in window) || Notification.permission !== 'granted') return false
  const shown = new Notification(title, { body })
  shown.onclick = () => {
    window.focus()
    onPress()
  }
  return true
}
