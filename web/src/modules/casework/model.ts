// What the forms of residents decide by themselves; the server decides again.
import type { Deadline } from '@/modules/calendar'
import { sayDay, sayInstant, today } from '@/shared/dates'
import type { Language } from '@/shared/texts'
import type { Action, Filing, Tracked, TrackedClock } from './api'
import type { Contact, Draft } from './draft'

export interface Missing {
  field: string
  /** Key of the text that says what to do. */
  key: string
  values?: Record<string, unknown>
}

export const steps = 4

/** In code points after NFC, as the server counts. */
const lengthOf = (text: string): number => [...text.normalize('NFC')].length

/** What a page of the form still needs, or has too much of. */
export function missingOn(step: number, draft: Draft, limits?: Pick<Filing['limits'], 'body' | 'place'>): Missing[] {
  const missing: Missing[] = []
  const tooLong = (field: 'body' | 'place') => {
    const max = limits?.[field] ?? Infinity
    if (lengthOf(draft[field]) > max) missing.push({ field, key: 'casework.form.too_long', values: { max } })
  }
  if (step === 1) {
    if (!draft.kind) missing.push({ field: 'kind', key: 'casework.form.kind_missing' })
    if (!draft.subject.trim()) missing.push({ field: 'subject', key: 'casework.form.subject_missing' })
    if (lengthOf(draft.body.trim()) < 10) missing.push({ field: 'body', key: 'casework.form.body_missing' })
    tooLong('body')
  }
  if (step === 2 && !draft.place.trim() && !draft.point) {
    missing.push({ field: 'place', key: 'casework.form.place_missing' })
  }
  if (step === 2) tooLong('place')
  return missing
}

/** The page a wrong field is on, so that the reader is led there. */
export function stepOf(field: string): number {
  const first = field.split('/')[0] ?? ''
  if (['kind', 'subject', 'body', 'visibility'].includes(first)) return 1
  if (['place', 'point', 'unit', 'category', 'attachments'].includes(first)) return 2
  if (['contact', 'notice', 'signature'].includes(first)) return 3
  return 4
}

/** The first page that is not filled in, at most `wanted`. */
export function allowedStep(wanted: number, draft: Draft): number {
  for (let step = 1; step < wanted; ++step) {
    if (missingOn(step, draft).length > 0) return step
  }
  return Math.min(Math.max(wanted || 1, 1), steps)
}

/** "2026 1234 5678 9" */
export const inFours = (digits: string): string => digits.replace(/(\d{4})(?=\d)/g, '$1 ')
export const digitsOf = (typed: string): string => typed.replace(/[\s-]/g, '')

/** Number and receipt from the private link, whose fragment never reaches a server. */
export function fromFragment(hash: string): { number: string; receipt: string } {
  const parts = new URLSearchParams(hash.replace(/^#/, ''))
  return { number: digitsOf(parts.get('number') ?? ''), receipt: digitsOf(parts.get('receipt') ?? '') }
}

export const trackAddress = (number: string, receipt: string): string =>
  `/cases/track#number=${number}&receipt=${receipt}`

/** Whether anything was typed that lets us reach the writer. */
export const hasContact = (contact: Contact): boolean => contact.contact.trim() !== ''

type Say = (key: string, values?: Record<string, unknown>) => string

/** When something is due, or the year whose calendar must come first. */
export function sayDue(due: Tracked['due'], t: Say, language: Language): string {
  if (due.day) return t('casework.form.due_day', { day: sayDay(due.day, language) })
  if (due.missing_year) return t('casework.form.due_missing', { year: due.missing_year })
  return due.at ? sayInstant(due.at, language) : t('casework.form.due_none')
}

/** A clock as the day cells and the table of the calendar take it. */
export const proofOf = (clock: TrackedClock): Deadline => ({
  start: today(new Date(clock.started_at)),
  days: clock.amount,
  clock: clock.clock === 'calendar_days' ? 'calendar_days' : 'working_days',
  state: clock.due.missing_year ? 'year_missing' : 'computed',
  due_day: clock.due.day,
  missing_year: clock.due.missing_year,
  text: '',
  skipped: clock.days.filter((day) => !day.number).length,
  calendar_version: clock.calendar_version,
  proof: clock.days,
})

export const needsText = (action: Action): boolean => ['add', 'contest', 'appeal'].includes(action)
export const answersOf = (solved: string, satisfied: string) => ({
  solved: solved === 'yes',
  satisfied: satisfied === 'yes',
})
