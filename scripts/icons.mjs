// npm run icons: renders assets/icon.svg to the PNGs that electron-builder takes, with the machine's Chromium.
import { mkdir, readFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'
import { inRoot } from './lib/root.mjs'
import { findChromium } from './setup/programs.mjs'

const svg = await readFile(inRoot('assets', 'icon.svg'), 'utf8')
await mkdir(inRoot('assets', 'icons'), { recursive: true })
const browser = await chromium.launch({
  executablePath: findChromium(),
  chromiumSandbox: process.getuid?.() !== 0,
  args: [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-sync',
  ],
})
try {
  const page = await browser.newPage()
  for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) {
    await page.setViewportSize({ width: size, height: size })
    await page.setContent(
      `<style>html, body { margin: 0 } svg { display: block; width: 100vw }</style>${svg}`,
    )
    const path = inRoot('assets', ...(size === 1024 ? ['icon.png'] : ['icons', `${size}x${size}.png`]))
    await page.screenshot({ path, omitBackground: true })
  }
} finally {
  await browser.close()
}
