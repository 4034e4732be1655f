import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Folder, type Child } from '../../../main/tree/folder'
import { rowOf, rowsBetween, visibleRows } from '../../../main/tree/visible'

/** A tree of folders as nested records: a name maps to its open or closed children, or to a plain key. */
type Shape = { [name: string]: { isOpen: boolean; below: Shape } }

const name = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b', '\xff', '~', ' ') })
const shapeOf = (depth: number): fc.Arbitrary<Shape> =>
  fc.dictionary(
    name,
    fc.record({ isOpen: fc.boolean(), below: depth > 1 ? shapeOf(depth - 1) : fc.constant({}) }),
    {
      maxKeys: 5,
    },
  )
const shape = shapeOf(3)

function build(below: Shape, prefix = ''): Folder {
  const folder = new Folder(Buffer.from(prefix, 'latin1'))
  const children = Object.entries(below).map(([segment, { isOpen, below: inner }]): Child => {
    const child: Child = { segment, isKey: true, count: Object.keys(inner).length, isExpanded: isOpen }
    if (isOpen) child.folder = build(inner, `${prefix}${segment}/`)
    return child
  })
  folder.replace(children)
  return folder
}

type Row = readonly [level: number, segment: string]

/** What the rows must be, spelled out the simple way. */
function allRows(below: Shape, level = 1): Row[] {
  return Object.keys(below)
    .sort((a, b) => Buffer.compare(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1')))
    .flatMap((segment): Row[] => {
      const { isOpen, below: inner } = below[segment] ?? { isOpen: false, below: {} }
      return [[level, segment], ...(isOpen ? allRows(inner, level + 1) : [])]
    })
}

test('any window of rows is that part of the whole list', () => {
  fc.assert(
    fc.property(shape, fc.nat(40), fc.nat(40), (tree, from, length) => {
      const root = build(tree)
      const rows = [...rowsBetween(root, from, from + length)].map(({ level, child }): Row => [
        level,
        child.segment,
      ])
      expect(rows).toEqual(allRows(tree).slice(from, from + length))
      expect(visibleRows(root)).toBe(allRows(tree).length)
    }),
  )
})

test('a row says its place among its siblings', () => {
  fc.assert(
    fc.property(shape, (tree) => {
      for (const { child, parent, index } of rowsBetween(build(tree), 0, 1000)) {
        expect(parent.children[index]).toBe(child)
      }
    }),
  )
})

test('every visible child is found at its row', () => {
  fc.assert(
    fc.property(shape, (tree) => {
      const root = build(tree)
      let row = 0
      const visit = (folder: Folder, way: [Folder, Child][]): void => {
        for (const child of folder.children) {
          const here: [Folder, Child][] = [...way, [folder, child]]
          expect(rowOf(here)).toBe(row)
          row += 1
          if (child.folder && child.isExpanded) visit(child.folder, here)
        }
      }
      visit(root, [])
    }),
  )
})
