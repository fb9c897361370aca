// What lists and pages of cases say of one of them.
import { sayDay, sayInstant, today } from '@/shared/dates'
import type { Language } from '@/shared/texts'
import type { CaseRow } from './staff_api'
import { daysBetween, lastDay, type Tag } from './staff_model'

type Say = (key: string, values?: Record<string, unknown>) => string
type Count = (key: string, n: number) => string

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

/** Why a case stands in a list of the board. */
export function boardNote(list: string, row: CaseRow, language: Language, t: Say, count: Count): string {
  if (list === 'passed_around') {
    const back = row.returns ? t('html.form.comma') + count('casework.staff.returned_n', row.returns) : ''
    return count('casework.staff.assigned_n', row.assignments) + back
  }
  return t('casework.staff.last_step', { at: sayInstant(row.changed_at, language) })
}
