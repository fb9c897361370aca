// @vitest-environment node
import { expect, it } from 'vitest'
import type { Entry, Field, Part } from './api'
import { bodyRows, fieldName, isBeyond, leadersIn, limitsOf, namesIn, sayLabel, waitingIn } from './model'

const fields: Field[] = [
  { code: 'score', name: { zh: '目标完成', en: 'targets met' }, low: '0', high: '100', is_whole: false },
]

it('reads leaders, one a line', () => {
  expect(leadersIn('王芳，局长\n\n 李强, 副局长 ')).toEqual([
    { name: '王芳', role: '局长' },
    { name: '李强', role: '副局长' },
  ])
  expect(leadersIn('')).toEqual([])
  expect(leadersIn('王芳')).toBeNull()
  expect(leadersIn('王芳，局长，95')).toBeNull()
})

it('reads login names however they are set apart', () => {
  expect(namesIn(' wang.fang，li.qiang\nzhao ')).toEqual(['wang.fang', 'li.qiang', 'zhao'])
  expect(namesIn(' ')).toEqual([])
})

it('marks figures beyond the ends, and no words', () => {
  expect(isBeyond(fields, { field: 'score', value: '915' })).toBe(true)
  expect(isBeyond(fields, { field: 'score', value: '-0.5' })).toBe(true)
  expect(isBeyond(fields, { field: 'score', value: '100' })).toBe(false)
  expect(isBeyond(fields, { field: 'score', value: 'n/a' })).toBe(false)
  expect(isBeyond([{ ...fields[0]!, low: '', high: '' }], { field: 'score', value: '915' })).toBe(false)
})

it('tells what a figure may be', () => {
  const limits = (more: Partial<Field>) => limitsOf({ ...fields[0]!, low: '', high: '', ...more })
  expect(limits({ low: '0', high: '30' })).toEqual({ key: 'appraisals.staff.ends', ends: { low: '0', high: '30' } })
  const hundred = { lowest: 0, highest: 100 }
  expect(limits(hundred)).toEqual({ key: 'appraisals.staff.between', ends: hundred })
  expect(limits({ lowest: 1, highest: 9, is_whole: true })?.key).toBe('appraisals.staff.whole')
  expect(limits({})).toBeNull()
  expect(limitsOf(undefined)).toBeNull()
})

it('puts the confirmed figures of a body into one row, with each source once', () => {
  const entry = (unit: string, field: string, state: Entry['state'], evidence: string) =>
    ({ unit, unit_name: { zh: unit, en: '' }, field, state, evidence, entered_by: '甲', decided_by: '乙' }) as Entry
  const rows = bodyRows([
    entry('b', 'one', 'confirmed', '表1'),
    entry('b', 'two', 'confirmed', '表1'),
    entry('b', 'three', 'waiting', '表2'),
    entry('a', 'one', 'confirmed', '表3'),
  ])
  expect(rows.map(({ unit }) => unit)).toEqual(['a', 'b'])
  expect([...rows[1]!.figures.keys()]).toEqual(['one', 'two'])
  expect(rows[1]!.sources).toEqual([{ evidence: '表1', people: '甲 → 乙' }])
})

it('lists what waits in the order of bodies and fields', () => {
  const entry = (unit: string, field: string, state: Entry['state']) => ({ unit, field, state }) as Entry
  const part = {
    bodies: [{ code: 'a' }, { code: 'b' }],
    fields: [{ code: 'two' }, { code: 'one' }],
    entries: [entry('b', 'one', 'waiting'), entry('a', 'one', 'waiting'), entry('a', 'two', 'waiting'),
      entry('b', 'two', 'confirmed')],
  } as Part
  expect(waitingIn(part).map(({ unit, field }) => unit + field)).toEqual(['atwo', 'aone', 'bone'])
})

it('says a name in the language of the reader', () => {
  expect(sayLabel({ zh: '目标', en: 'targets' }, 'en')).toBe('targets')
  expect(sayLabel({ zh: '目标', en: '' }, 'en')).toBe('目标')
  expect(fieldName(fields, 'score', 'en')).toBe('targets met')
  expect(fieldName(fields, 'other', 'zh')).toBe('other')
})
