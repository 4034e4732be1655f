import { onScopeDispose } from 'vue'

/**
 * Every shortcut of the app, in one table: it feeds the keyboard and the help. `Mod` is Ctrl, on a Mac ⌘.
 * `Digit` stands for 1 to 9. A key without Mod does nothing while something is being typed.
 */
export const shortcuts = [
  {
    id: 'section',
    keys: 'Mod+Digit',
    group: 'Everywhere',
    text: 'Go to a section, in the order of the rail',
  },
  { id: 'nextTab', keys: 'Ctrl+Tab', group: 'Everywhere', text: 'Next connection' },
  { id: 'previousTab', keys: 'Ctrl+Shift+Tab', group: 'Everywhere', text: 'Previous connection' },
  { id: 'save', keys: 'Mod+S', group: 'Keys', text: 'Save the value' },
  { id: 'goToPrefix', keys: '/', group: 'Keys', text: 'Filter, or go to a prefix' },
  { id: 'goToKey', keys: 'Mod+P', group: 'Keys', text: 'Go to any key by a few of its letters' },
  { id: 'searchValues', keys: 'Mod+Shift+F', group: 'Keys', text: 'Search in values' },
  { id: 'renameKey', keys: 'F2', group: 'Keys', text: 'Rename the chosen key or folder' },
  { id: 'deleteKey', keys: 'Delete', group: 'Keys', text: 'Delete the open key; in the tree, the row' },
  {
    id: 'watchPrefix',
    keys: 'Mod+Shift+W',
    group: 'Keys',
    text: 'Watch the prefix that is selected in the tree',
  },
  { id: 'history', keys: 'Ctrl+H', group: 'Keys', text: 'Show the revisions of the open key' },
  { id: 'refresh', keys: 'F5', group: 'Keys', text: 'Read the tree and the open key again' },
  { id: 'help', keys: '?', group: 'Everywhere', text: 'Show these shortcuts' },
] as const satisfies readonly Shortcut[]

export interface Shortcut {
  readonly id: string
  readonly keys: string
  readonly group: string
  readonly text: string
}

export type ShortcutId = (typeof shortcuts)[number]['id']

type Handler = (event: KeyboardEvent) => void
const handlers = new Map<string, Handler[]>()

const isMac = navigator.platform.startsWith('Mac')
const modifiers = ['Ctrl', 'Meta', 'Alt', 'Shift'] as const

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}

/** True when the event is the one that `keys` names. */
export function matches(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.replace('Mod', isMac ? 'Meta' : 'Ctrl').split('+')
  const key = parts.at(-1) ?? ''
  const pressed = { Ctrl: event.ctrlKey, Meta: event.metaKey, Alt: event.altKey, Shift: event.shiftKey }
  const isSign = key.length === 1 && !/[a-z]/i.test(key)
  const fits = (each: (typeof modifiers)[number]) =>
    // A sign such as `?` needs Shift on one layout and not on another.
    (isSign && each === 'Shift') || pressed[each] === parts.includes(each)
  if (!modifiers.every(fits)) return false
  if (key === 'Digit') return /^[1-9]$/.test(event.key)
  return event.key.toLowerCase() === key.toLowerCase()
}

/** Keys as they are written on this machine: `Ctrl S`, `⌘ S`, `Ctrl 1…9`. */
export function shownKeys(keys: string): string {
  return keys
    .replace('Mod', isMac ? '⌘' : 'Ctrl')
    .replace('Digit', '1…9')
    .split('+')
    .join(' ')
}

/** How the shortcut of that id is written, for tooltips and menus. */
export function keysOf(id: ShortcutId): string {
  return shownKeys(shortcuts.find((each) => each.id === id)?.keys ?? '')
}

/**
 * Runs `handler` on a shortcut as long as the surrounding scope lives. The one registered last comes first; a modal
 * dialog keeps all of them from running.
 */
export function useShortcut(id: ShortcutId, handler: Handler): void {
  const stack = handlers.get(id) ?? []
  handlers.set(id, stack)
  stack.push(handler)
  onScopeDispose(() => stack.splice(stack.indexOf(handler), 1))
}

function dispatch(event: KeyboardEvent) {
  if (event.defaultPrevented || document.querySelector('[role=dialog], [role=alertdialog]')) return
  for (const { id, keys } of shortcuts) {
    const handler = handlers.get(id)?.at(-1)
    const isBare = !/Mod|Ctrl|Alt|^F\d/.test(keys)
    if (!handler || !matches(keys, event) || (isBare && isTyping(event.target))) continue
    event.preventDefault()
    handler(event)
    return
  }
}

/** Listens on the window; called once. */
export function listenForShortcuts(): void {
  window.addEventListener('keydown', dispatch)
}
