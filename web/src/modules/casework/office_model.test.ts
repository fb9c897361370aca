import { describe, expect, it } from 'vitest'
import type { Rectification, TimeRule } from './office_api'
import { boardNote } from './case_words'
import { bodyOf, draftsOf, mistakesIn, rectificationTag, withException } from './office_model'
import type { CaseRow } from './staff_api'
import { unknownPlaces } from './staff_model'

const t = (key: string, values: Record<string, unknown> = {}) => [key, ...Object.values(values)].join(' ')
const count = (key: string, n: number) => `${key} ${n}`
const rule = (stage: TimeRule['stage'], more: Partial<TimeRule> = {}): TimeRule =>
  ({ stage, clock: 'working_days', amount: 15, ...more })

describe('the board', () => {
  const row = { assignments: 3, returns: 0, changed_at: '2026-11-02T02:00:00Z' } as CaseRow
  it('says how often a case was passed around', () => {
    expect(boardNote('passed_around', row, 'zh', t, count)).toBe('casework.staff.assigned_n 3')
    expect(boardNote('passed_around', { ...row, returns: 2 }, 'zh', t, count)).toContain('casework.staff.returned_n 2')
  })
  it('says since when nothing happened', () => {
    expect(boardNote('stuck', row, 'en', t, count)).toContain('2 November 2026')
  })
})

describe('a new version of the time limits', () => {
  const shipped = [
    rule('reply', { urgency: 'urgent', amount: 3, very_late_amount: 6 }),
    rule('contest', { clock: 'calendar_days' }),
    rule('reply', { kind: 'enquiry', amount: 5 }),
    rule('reply', { very_late_amount: 30 }),
    rule('screening', { amount: 2 }),
  ]
  it('begins as the one before, by stage and with exceptions last', () => {
    const drafts = draftsOf(shipped)
    expect(drafts.map(({ stage, kind, urgency }) => [stage, kind, urgency].join())).toEqual([
      'screening,,', 'reply,,', 'reply,,urgent', 'reply,enquiry,', 'contest,,',
    ])
    expect(drafts.map((each) => each.is_exception)).toEqual([false, false, true, true, false])
    expect(drafts.map(bodyOf)).toEqual(expect.arrayContaining(shipped))
  })
  it('takes an exception behind those of its stage, which must say what it is for', () => {
    const drafts = withException(draftsOf(shipped), 'reply')
    expect(drafts).toHaveLength(6)
    expect(drafts[4]).toMatchObject({ stage: 'reply', is_exception: true, kind: '', urgency: '' })
    expect(new Set(drafts.map(({ key }) => key)).size).toBe(6)
    expect(mistakesIn('2026-12-01', '文件', drafts).map(({ field }) => field)).toEqual(['rules/4/kind'])
    drafts[4]!.kind = 'help'
    expect(mistakesIn('2026-12-01', '文件', drafts)).toEqual([])
  })
  it('needs a day, its grounds and whole numbers', () => {
    const drafts = draftsOf([rule('reply', { very_late_amount: 30 })])
    for (const typed of ['', '0', '-3', '2.5', '十', '1e3']) {
      drafts[0]!.amount = typed
      expect(mistakesIn('2026-12-01', 'x', drafts).map(({ field }) => field), typed).toEqual(['rules/0/amount'])
    }
    drafts[0]!.amount = ' 20 '
    drafts[0]!.very_late = 'soon'
    expect(mistakesIn('2026-02-30', ' ', drafts).map(({ field }) => field)).toEqual([
      'valid_from', 'note', 'rules/0/very_late_amount',
    ])
    drafts[0]!.very_late = ''
    expect(bodyOf(drafts[0]!)).toMatchObject({ amount: 20, very_late_amount: undefined, kind: undefined })
  })
})

describe('a rectification', () => {
  const now = new Date('2026-11-25T02:00:00Z')
  const tag = (item: Partial<Rectification>) => rectificationTag(item as Rectification, now, 'zh', t)
  it('is due while it is open and never red afterwards', () => {
    const due = (due_at: string) => tag({ state: 'open', due_at })
    expect(due('2026-11-24T16:00:00Z')).toMatchObject({ style: 'govuk-tag--red' })
    expect(due('2026-11-24T16:00:00Z').text).toContain('casework.lateness.late')
    expect(due('2026-11-25T16:00:00Z').text).toBe('casework.form.due_day 2026年11月25日')
    expect(due('2026-11-25T16:00:00Z').style).toBe('govuk-tag--yellow')
    expect(due('2026-11-28T16:00:00Z').style).toBe('govuk-tag--blue')
    expect(tag({ state: 'open', missing_year: 2027 }).text).toBe('casework.form.due_missing 2027')
    expect(tag({ state: 'reported', due_at: '2026-11-01T16:00:00Z' }).style).toBe('govuk-tag--yellow')
    expect(tag({ state: 'verified', due_at: '2026-11-01T16:00:00Z' }).style).toBe('govuk-tag--green')
  })
})

it('a template names only what is filled in', () => {
  expect(unknownPlaces('您好，{subject}（{number}）已办。')).toEqual([])
  expect(unknownPlaces('{numbr}和{ number }，{numbr}')).toEqual(['{numbr}', '{ number }'])
})
