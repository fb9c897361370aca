// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { OwnNumber } from './appeal_api'
import { dayOf, sayLabel, treeOf } from './appeal_model'

const number = (id: string, ...parts: string[]): OwnNumber => ({
  id,
  name: { zh: id, en: '' },
  value: '1',
  sentence: { zh: '', en: '' },
  evidence: [],
  parts: parts.map((part) => ({ id: part, effect: 'weighed', percent: '50.0' })),
})

describe('the tree of a number', () => {
  it('hangs every part below what it is a part of', () => {
    const tree = treeOf([number('a', 'b', 'c'), number('b', 'c'), number('c')], 'a')!
    expect(tree.below.map((branch) => branch.number.id)).toEqual(['b', 'c'])
    expect(tree.below[0]!.below[0]!.number.id).toBe('c')
    expect(tree.below[0]!.part!.percent).toBe('50.0')
  })

  it('leaves out what is not shown', () => {
    expect(treeOf([number('a', 'b')], 'a')!.below).toEqual([])
    expect(treeOf([], 'a')).toBeNull()
  })
})

it('shows the Chinese name where there is no English one', () => {
  expect(sayLabel({ zh: '总分', en: '' }, 'en')).toBe('总分')
  expect(sayLabel({ zh: '总分', en: 'total' }, 'en')).toBe('total')
  expect(sayLabel({ zh: '总分', en: 'total' }, 'zh')).toBe('总分')
})

it('counts the day before midnight as the last', () => {
  expect(dayOf('2026-11-17T00:00:00+08:00')).toBe('2026-11-16')
})
