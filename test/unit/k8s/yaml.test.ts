import { expect, test } from 'vitest'
import { FieldError } from '../../../shared/k8s/field-error'
import { fromYaml } from '../../../shared/k8s/from-yaml'
import { normalize } from '../../../shared/k8s/normalize'
import { schema } from '../../../shared/k8s/schema'

const problems = (text: string) => {
  const read = fromYaml(text)
  return 'problems' in read ? read.problems.map(({ line, message }) => `${line}: ${message}`) : []
}
const valueOf = (text: string) => {
  const read = fromYaml(text)
  if (!('value' in read)) throw new Error('not read')
  return read.value
}

test('a name twice, a tab and a second document are told at their line', () => {
  expect(problems('a: 1\nb: 2\na: 3\n')).toEqual(['3: Map keys must be unique'])
  expect(problems('spec:\n\treplicas: 3\n')[0]).toMatch(/^2: A tab cannot indent YAML/)
  expect(problems('a: 1\n---\nb: 2\n')[0]).toMatch(/^2: /)
})

test('anchors and merge keys stand for what they name; too many of them are refused', () => {
  expect(valueOf('base: &b {x: 1}\nmore:\n  <<: *b\n  y: 2\n')).toEqual({
    base: { x: 1 },
    more: { x: 1, y: 2 },
  })
  const bomb = ['a: &a [1,1,1,1,1,1,1,1,1,1]']
  for (const [from, to] of ['ab', 'bc', 'cd', 'de']) bomb.push(`${to}: &${to} [${`*${from},`.repeat(10)}]`)
  expect(problems(`${bomb.join('\n')}\n`)[0]).toMatch(/alias/i)
})

test('times stay text, big integers stay exact, yes is true as for kubectl, and names are text', () => {
  expect(valueOf('t: 2026-01-31\nn: 9007199254740993\nb: yes\ns: 1:30\n')).toEqual({
    ...{ t: '2026-01-31', n: 9007199254740993n, b: true, s: '1:30' },
  })
})

test('a value of the wrong type is told at its line, with what is expected', () => {
  const text = 'kind: Deployment\napiVersion: apps/v1\nspec:\n  replicas: many\n'
  const read = fromYaml(text)
  const message = schema().kind('apps/v1', 'Deployment')
  if (!('value' in read) || !message) throw new Error('not read')
  try {
    normalize(message, read.value)
    expect.unreachable()
  } catch (error) {
    if (!(error instanceof FieldError)) throw error
    expect(read.problemAt(error)).toMatchObject({
      ...{ line: 4, message: 'spec.replicas must be a whole number of 32 bits, not "many".' },
    })
  }
})

test('a name that no field has is told, not left out', () => {
  const message = schema().kind('apps/v1', 'Deployment')
  if (!message) throw new Error('no such kind')
  expect(() => normalize(message, { spec: { replicsa: 3 } })).toThrow(
    'There is no field spec.replicsa in this kind.',
  )
})
