// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import HomePage from '../../../../renderer/features/home/HomePage.vue'
import { mountApp } from '../support/mount-app'
import { allByRole, byRole } from '../support/by-role'

describe('Home', () => {
  it('has the names that assistive technology relies on', async () => {
    await using app = await mountApp(HomePage)
    expect(app.view.element.contains(byRole('heading', 'Connect to etcd'))).toBe(true)
    byRole('button', 'New connection')
    const region = byRole('region', 'Local clusters')
    expect(region.contains(byRole('radiogroup', 'Members'))).toBe(true)
    expect(['1', '3', '5'].map((name) => byRole('radio', name).textContent?.trim())).toEqual([
      '1 member',
      '3 members',
      '5 members',
    ])
    expect(allByRole('button', 'Start')).toHaveLength(1)
  })
})
