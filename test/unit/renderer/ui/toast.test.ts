// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import Toast from '../../../../renderer/ui/Toast.vue'

test('the code of a failure and its sentence are two words', () => {
  const failure = { code: 'compacted', message: 'Revision 3 is gone.' } as const
  const toast = mount(Toast, { props: { text: failure.message, failure, dismiss: () => 1 } })
  expect(toast.get('p').text()).toBe('compacted Revision 3 is gone.')
  toast.unmount()
})
