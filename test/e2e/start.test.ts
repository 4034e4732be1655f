import { expect, it } from 'vitest'
import { tempDir } from '../support/temp-dir'
import { describeHosts } from './driver/describe-hosts'
import { launchApp, runToEnd } from './driver/launch'

describeHosts('start', (host) => {
  it('opens on "Connect to etcd" without a complaint of the page', async () => {
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    await app.page.getByRole('heading', { name: 'Connect to etcd', exact: true }).waitFor()
    expect(app.consoleErrors).toEqual([])
  })

  it('changes its theme at once for those who want no motion', async () => {
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    const { page } = app
    await page.getByRole('heading', { name: 'Connect to etcd', exact: true }).waitFor()
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.locator('html[data-theme=light]').waitFor()
    await page.evaluate(
      'window.ran = 0; document.addEventListener("transitionrun", () => (window.ran += 1), true)',
    )
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await page.locator('html[data-theme=dark]').waitFor()
    const afterFrames =
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.ran))))'
    expect(await page.evaluate(afterFrames)).toBe(0)
  })

  it('gives the page nothing of Node', async () => {
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    const seen = await app.page.evaluate(
      '[typeof require, typeof process, typeof module, typeof Buffer].join()',
    )
    expect(seen).toBe('undefined,undefined,undefined,undefined')
  })

  it('comes back on the same home after a restart and after a crash', async () => {
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    const heading = () => app.page.getByRole('heading', { name: 'Connect to etcd', exact: true }).waitFor()
    await heading()
    const first = app.pid()
    await app.restart()
    await heading()
    expect(app.pid()).not.toBe(first)
    await app.kill9()
    await app.restart()
    await heading()
    expect(app.consoleErrors).toEqual([])
  })

  it('refuses a second instance on the same home, naming the home and the first one', async () => {
    await using home = await tempDir()
    await using app = await launchApp({ host, home: home.path })
    const second = await runToEnd({ host, home: home.path })
    expect(second.code).toBeGreaterThan(0)
    expect(second.log).toContain(home.path)
    expect(second.log).toContain(String(app.pid()))
    await app.page.getByRole('heading', { name: 'Connect to etcd', exact: true }).waitFor()
  })

  it('says so when its home cannot be written', async () => {
    // A file where a folder must be: refused for root as well.
    const second = await runToEnd({ host, home: '/dev/null/etcdesk' })
    expect(second.code).toBeGreaterThan(0)
    expect(second.log).toContain('/dev/null/etcdesk')
  })
})
