import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The first of these programs that PATH has, as a path; undefined when it has none. */
export function findProgram(...names) {
  const dirs = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  for (const name of names)
    for (const dir of dirs) {
      try {
        accessSync(join(dir, name), constants.X_OK)
        return join(dir, name)
      } catch {
        // Not in this folder.
      }
    }
  return undefined
}

/** Chromium, or a browser built from it. */
export const findChromium = () =>
  process.env.ETCDESK_TEST_CHROMIUM ||
  findProgram('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome')
