import { describe, expect, it } from 'vitest'
import { parseDay, sayDay, sayInstant, sayWeekday, today } from './dates'

describe('days', () => {
  it('are said in both languages', () => {
    expect(sayDay('2026-10-15', 'zh')).toBe('2026年10月15日')
    expect(sayDay('2026-10-15', 'en')).toBe('15 October 2026')
    expect(sayWeekday('2026-10-15', 'zh')).toBe('星期四')
  })

  it.each(['2026-02-30', '2026-1-1', 'soon', ''])('refuses %s', (day) => expect(parseDay(day)).toBeNull())
})

describe('instants', () => {
  it('are shown in the zone of the installation', () => {
    expect(sayInstant('2026-10-15T16:30:00Z', 'zh')).toBe('2026年10月16日 00:30')
    expect(today(new Date('2026-12-31T16:00:00Z'))).toBe('2027-01-01')
  })
})
