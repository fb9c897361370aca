import { describe, expect, it } from 'vitest'
import {
  axisOf, changeWords, differs, isMonth, isWeight, linesIn, marksOf, offsetOf, placeOn, rowMistakes, sayPlaces,
} from './scheme_model'
import type { Finding, TrialResult } from './scheme_api'

const finding = (line: number, is_error: boolean): Finding => ({ line, column: 1, is_error, code: 'c', text: 't' })
const result = (score?: string, low?: string, high?: string): TrialResult => ({
  score, low, high, doubt: 'sample', standing: 'ranked', withheld: 'none', ballots: 40, sentence: '', sentence_en: '',
})

describe('the text', () => {
  it('is numbered as an editor does', () => {
    expect(linesIn('')).toBe(1)
    expect(linesIn('a\nb\n')).toBe(3)
  })

  it('is found by line and column, never outside of it', () => {
    const text = 'code: a\nversion: 1\n'
    expect(offsetOf(text, 1, 1)).toBe(0)
    expect(text.slice(offsetOf(text, 2, 10))).toBe('1\n')
    expect(offsetOf(text, 2, 99)).toBe(text.length - 1)
    expect(offsetOf(text, 99, 1)).toBe(text.length)
    expect(offsetOf(text, 0, 0)).toBe(0)
  })

  it('shows the worst finding of a line', () => {
    const marks = marksOf([finding(3, false), finding(3, true), finding(5, true), finding(5, false), finding(7, false)])
    expect([...marks]).toEqual([[3, 'error'], [5, 'error'], [7, 'warning']])
  })
})

it('says where in which table a mistake is', () => {
  const said = (place: string) => rowMistakes([{ place, code: 'c', limit: undefined, message: 'm' }])[0]
  expect(said('survey.csv: row 12, unit')).toEqual({ file: 'survey.csv', row: '12', column: 'unit', message: 'm' })
  expect(said('row 3')).toEqual({ file: '', row: '3', column: '', message: 'm' })
  expect(said('survey.csv')).toEqual({ file: 'survey.csv', row: '', column: '', message: 'm' })
})

it('writes changes as the server reads them', () => {
  expect(changeWords({ kind: 'weight', indicator: 'by-phone', weight: '30' })).toEqual(['weight', 'by-phone/30'])
  expect(changeWords({ kind: 'drop', indicator: 'by-phone' })).toEqual(['drop', 'by-phone'])
  expect(changeWords({ kind: 'no_event', id: '7' })).toEqual(['no_event', '7'])
  expect(changeWords({ kind: 'no_ballots', measure: 'survey', unit: 'a/b', group: 'residents' }))
    .toEqual(['no_ballots', 'survey/a/b/residents'])
})

it('takes weights above nothing and months of the calendar', () => {
  expect(['30', '0.5', ' 2 '].every(isWeight)).toBe(true)
  expect(['0', '-1', '1e3', 'x', ''].some(isWeight)).toBe(false)
  expect(isMonth('2026-01')).toBe(true)
  expect(['2026-13', '2026-1', '2026'].some(isMonth)).toBe(false)
})

describe('intervals', () => {
  it('share an axis of whole tens', () => {
    expect(axisOf([result('78.2', '71.9', '84.1'), result('91.0')])).toEqual({ low: 70, high: 100 })
    expect(axisOf([result()])).toEqual({ low: 0, high: 100 })
    expect(axisOf([result('70')])).toEqual({ low: 60, high: 80 })
  })

  it('never leave it', () => {
    expect(placeOn({ low: 70, high: 90 }, '75')).toBe(25)
    expect(placeOn({ low: 70, high: 90 }, '95')).toBe(100)
  })
})

it('tells places and what moved', () => {
  expect(sayPlaces({ best: 2, worst: 2 })).toBe('2')
  expect(sayPlaces({ best: 2, worst: 5 })).toBe('2–5')
  expect(differs(result('80'), result('80'))).toBe(false)
  expect(differs(result('80'), result('81'))).toBe(true)
  expect(differs(result('80'), undefined)).toBe(false)
})
