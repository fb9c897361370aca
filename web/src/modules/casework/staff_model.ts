// What the pages of staff say about cases by themselves.
import { sayDay, today } from '@/shared/dates'
import type { Language } from '@/shared/texts'
import type { CaseRow } from './staff_api'

type Say = (key: string, values?: Record<string, unknown>) => string
type Count = (key: string, n: number) => string

export const sayUnit = (unit: CaseRow['lead'], language: Language): string =>
  unit ? (language === 'en' && unit.name_en) || unit.name : ''

const dayMilliseconds = 86_400_000

/** The last day of a due instant, which is the first moment after it. */
export const lastDay = (due_at: string): string => today(new Date(new Date(due_at).getTime() - 1))

/** Days of the calendar between two civil days. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMilliseconds)

export interface Tag {
  text: string
  style: string
}

/** How the due date of a case stands, in words, with the colour that says the same. */
export function dueTag(row: CaseRow, now: Date, language: Language, t: Say, count: Count): Tag {
  const waits = ['submitted', 'accepted', 'assigned', 'handling'].includes(row.state)
  if (!waits) {
    return row.lateness === 'in_time'
      ? { text: t('casework.staff.due_met'), style: 'govuk-tag--green' }
      : { text: t(`casework.lateness.${row.lateness}`), style: 'govuk-tag--red' }
  }
  if (!row.due_at) return { text: t('casework.staff.due_waits'), style: 'govuk-tag--grey' }
  const last = lastDay(row.due_at)
  const left = daysBetween(today(now), last)
  if (left < 0) return { text: count('casework.staff.overdue', -left), style: 'govuk-tag--red' }
  if (left === 0) return { text: t('casework.staff.due_today'), style: 'govuk-tag--yellow' }
  if (left === 1) return { text: t('casework.staff.due_tomorrow'), style: 'govuk-tag--yellow' }
  return { text: `${sayDay(last, language)} · ${count('casework.staff.days_left', left)}`, style: 'govuk-tag--blue' }
}
