import { describe, expect, it } from 'vitest'
import { findElectron, whyNoWindow } from '../../../scripts/lib/electron-runtime.mjs'

describe('whether a window can open', () => {
  const user = { platform: 'linux', uid: 1000 }

  it('needs a display and an ordinary user on Linux', () => {
    expect(whyNoWindow({ ...user, env: { DISPLAY: ':1' } })).toBeUndefined()
    expect(whyNoWindow({ ...user, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeUndefined()
    expect(whyNoWindow({ ...user, env: {} })).toBe('there is no display')
    expect(whyNoWindow({ ...user, uid: 0, env: { DISPLAY: ':1' } })).toContain('root')
  })

  it('needs neither to be set elsewhere', () => {
    expect(whyNoWindow({ platform: 'darwin', uid: 501, env: {} })).toBeUndefined()
    expect(whyNoWindow({ platform: 'win32', uid: undefined, env: {} })).toBeUndefined()
  })

  it('says where it looked for a runtime that is not there', async () => {
    const { path, reason } = await findElectron({ ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' })
    expect(path).toBeUndefined()
    expect(reason).toContain('/nowhere')
  })
})
