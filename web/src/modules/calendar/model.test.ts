import { describe, expect, it } from 'vitest'
import type { Deadline } from './api'
import { questionOf, weeksOf } from './model'

const deadline: Deadline = {
  start: '2026-09-30',
  days: 2,
  clock: 'working_days',
  state: 'computed',
  due_day: '2026-10-09',
  text: '期限到2026年10月9日24:00',
  skipped: 7,
  calendar_version: 1,
  proof: [
    ...[1, 2, 3, 4, 5, 6, 7].map((day) => ({ day: `2026-10-0${day}`, reason: 'holiday' as const, name: '国庆节' })),
    { day: '2026-10-08', number: 1, reason: 'counted' },
    { day: '2026-10-09', number: 2, reason: 'counted' },
  ],
}

describe('weeksOf', () => {
  const weeks = weeksOf(deadline)
  it('shows whole weeks from Monday', () => {
    expect(weeks.map((week) => week.length)).toEqual([7, 7])
    expect(weeks[0]![0]).toMatchObject({ day: '2026-09-28', kind: 'outside', label: '9/28' })
    expect(weeks[1]![6]).toMatchObject({ day: '2026-10-11', kind: 'outside', label: '11' })
  })
  it('says of every day what became of it', () => {
    const kinds = weeks.flat().map((cell) => cell.kind[0]).join('')
    expect(kinds).toBe('oosssssssscdoo')
    expect(weeks[0]![3]).toMatchObject({ kind: 'skipped', label: '10/1' })
  })
  it('ends with the last known day while a year is missing', () => {
    const open: Deadline = { ...deadline, state: 'year_missing', due_day: undefined, missing_year: 2027, proof: [] }
    expect(weeksOf(open)).toHaveLength(1)
  })
})

describe('questionOf', () => {
  const start = '2026-09-30'
  it.each([
    ['whole', { start, days: '15' }, { start, days: 15, clock: 'working_days' }],
    ['calendar days', { start, days: '1', clock: 'calendar_days' }, { start, days: 1, clock: 'calendar_days' }],
    ['no such day', { start: '2026-02-30', days: '15' }, null],
    ['too many', { start, days: '367' }, null],
    ['none', {}, null],
  ])('%s', (_why, query, want) => expect(questionOf(query)).toEqual(want))
})
