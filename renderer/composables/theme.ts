import { watchEffect, type WatchHandle } from 'vue'
import type { Settings } from '../../shared/contract/system'

type Theme = Settings['theme']

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')
let following: WatchHandle | undefined

/** Which of the two themes a choice means now. */
export function resolveTheme(theme: Theme): 'light' | 'dark' {
  if (theme === 'system') return prefersDark.matches ? 'dark' : 'light'
  return theme
}

/**
 * Shows a theme and keeps following the choice, and the system where the choice is `system`. The page says which by
 * `data-theme` on its root; who cannot read tokens (an editor) listens to `etcdesk:theme` on the window.
 */
export function followTheme(choice: () => Theme): void {
  following?.stop()
  const show = () => {
    const theme = resolveTheme(choice())
    if (document.documentElement.dataset['theme'] === theme) return
    document.documentElement.dataset['theme'] = theme
    window.dispatchEvent(new CustomEvent('etcdesk:theme', { detail: theme }))
  }
  prefersDark.onchange = show
  following = watchEffect(show)
}
