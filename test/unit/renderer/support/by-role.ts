const implicit: Readonly<Record<string, string>> = {
  button: 'button, [role=button]',
  textbox: 'input:not([type]), input[type=text], input[type=password], textarea, [role=textbox]',
  checkbox: 'input[type=checkbox], [role=checkbox]',
  radio: 'input[type=radio], [role=radio]',
  heading: 'h1, h2, h3, [role=heading]',
  article: 'article',
  link: 'a[href]',
  navigation: 'nav',
  region: 'section[aria-labelledby], section[aria-label]',
}

function nameOf(element: Element): string {
  const labelledBy = element.getAttribute('aria-labelledby')
  const label =
    element.getAttribute('aria-label') ??
    (labelledBy && document.getElementById(labelledBy)?.textContent) ??
    (element.id && document.querySelector(`label[for="${element.id}"]`)?.textContent) ??
    (element.closest('label') ?? element).textContent
  return (label || element.closest('label')?.textContent || element.textContent || '').trim()
}

/** All elements of a role in the document, by exact accessible name where one is given. */
export function allByRole(role: string, name?: string): HTMLElement[] {
  const found = document.querySelectorAll<HTMLElement>(implicit[role] ?? `[role=${role}]`)
  return [...found].filter((each) => name === undefined || nameOf(each) === name)
}

/** The one element of that role and name; throws when there is none or more than one. */
export function byRole(role: string, name?: string): HTMLElement {
  const found = allByRole(role, name)
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} elements with role ${role} “${name}”`)
  return found[0]
}

/** Types into a text box as a person does: all at once, and the page hears of it. */
export function type(name: string, text: string): void {
  const box = byRole('textbox', name)
  if (!(box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement))
    throw new Error(`${name} is no box`)
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
}

/** What stands in a text box. */
export function typed(name: string): string {
  const box = byRole('textbox', name)
  return box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement ? box.value : ''
}
