import type { Page } from 'playwright-core'

export interface ConnectOptions {
  /** The connection's name: its tab. */
  readonly name: string
  readonly endpoints: readonly string[]
  readonly isReadOnly?: boolean
  /** As the dialog calls it. */
  readonly environment?: 'Development' | 'Staging' | 'Production'
}

const exact = { exact: true }

/** Makes a connection as a person does: by the dialog. What it opens is not waited for. */
export async function connect(
  page: Page,
  { name, endpoints, isReadOnly, environment }: ConnectOptions,
): Promise<void> {
  await page.getByRole('button', { name: 'New connection', ...exact }).click()
  const dialog = page.getByRole('dialog', { name: 'New connection', ...exact })
  await dialog.getByRole('textbox', { name: 'Name', ...exact }).fill(name)
  await dialog.getByRole('textbox', { name: 'Endpoints', ...exact }).fill(endpoints.join())
  if (isReadOnly) await dialog.getByRole('checkbox', { name: 'Read-only', ...exact }).check()
  if (environment) await dialog.getByRole('radio', { name: environment, ...exact }).check()
  await dialog.getByRole('button', { name: 'Connect', ...exact }).click()
}
