// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import HomePage from '../../../../renderer/features/home/HomePage.vue'
import { freePorts } from '../../../support/ports'
import { until } from '../../../support/until'
import { mountApp } from '../support/mount-app'
import { allByRole, byRole, type, typed } from '../support/by-role'

async function openDialog() {
  byRole('button', 'New connection').click()
  await until(() => allByRole('dialog', 'New connection').length === 1)
}

describe('New connection', () => {
  it('says beside the endpoints what is wrong with them, and keeps everything typed', async () => {
    await using app = await mountApp(HomePage)
    await openDialog()
    type('Name', 'config-store')
    type('Endpoints', '127.0.0.1:2379')
    type('User', 'root')
    type('Password', 'not for the disk')
    byRole('button', 'Connect').click()

    await until(() => byRole('textbox', 'Endpoints').getAttribute('aria-invalid') === 'true')
    const notes = document.getElementById(
      byRole('textbox', 'Endpoints').getAttribute('aria-describedby') ?? '',
    )
    expect(notes?.textContent).toContain('has no scheme')
    expect(notes?.getAttribute('role')).toBe('alert')
    expect(typed('Name')).toBe('config-store')
    expect(typed('Endpoints')).toBe('127.0.0.1:2379')
    expect(typed('User')).toBe('root')
    expect(typed('Password')).toBe('not for the disk')
    expect(await firstConnections(app)).toEqual([])
  })

  it('stays open with an alert that names the code when nobody listens, and then changes the kept profile', async () => {
    await using app = await mountApp(HomePage)
    await openDialog()
    const [port] = await freePorts(1)
    type('Name', 'away')
    type('Endpoints', `http://127.0.0.1:${port}`)
    byRole('button', 'Connect').click()
    await until(() => document.querySelector('[role=dialog] [role=alert]') !== null)
    expect(document.querySelector('[role=dialog] [role=alert]')?.textContent).toContain('unavailable')
    expect(typed('Name')).toBe('away')
    expect((await firstConnections(app)).map((row) => row.name)).toEqual(['away'])

    type('Name', 'still away')
    byRole('button', 'Connect').click()
    await until(async () => (await firstConnections(app)).some((row) => row.name === 'still away'))
    expect(await firstConnections(app)).toHaveLength(1)
  })

  it('writes nothing when it only tests', async () => {
    await using app = await mountApp(HomePage)
    await openDialog()
    const [port] = await freePorts(1)
    type('Endpoints', `http://127.0.0.1:${port}`)
    byRole('button', 'Test').click()
    await until(() => document.querySelector('[role=dialog] [role=alert]') !== null)
    expect(await firstConnections(app)).toEqual([])
  })

  it('forgets the password with the dialog', async () => {
    await using app = await mountApp(HomePage)
    await openDialog()
    type('Password', 'gone')
    byRole('button', 'Cancel').click()
    await until(() => allByRole('dialog').length === 0)
    await openDialog()
    expect(typed('Password')).toBe('')
    expect(app.view.html()).not.toContain('gone')
  })

  it('reveals the TLS files only with Use TLS', async () => {
    await using app = await mountApp(HomePage)
    await openDialog()
    expect(allByRole('textbox', 'CA file')).toEqual([])
    byRole('checkbox', 'Use TLS').click()
    await until(() => allByRole('textbox', 'CA file').length === 1)
    for (const name of ['Client certificate file', 'Client key file', 'Server name']) byRole('textbox', name)
    expect((await app.main.client.system.info()).hasFileDialogs).toBe(false)
    expect(allByRole('button', 'Browse for the CA file')).toEqual([])
  })
})

async function firstConnections(app: Awaited<ReturnType<typeof mountApp>>) {
  for await (const rows of app.main.pull(app.main.client.connections.watch())) return rows
  return []
}
