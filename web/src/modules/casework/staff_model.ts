// What the pages of staff say about cases by themselves.
import { today } from '@/shared/dates'
import type { Language } from '@/shared/texts'
import type { CaseRow } from './staff_api'

export const kinds = ['complaint', 'report', 'help', 'enquiry', 'suggestion', 'letter'] as const
export const urgencies = ['ordinary', 'urgent'] as const

/** One choice above a list, kept in the address. */
export interface Filter {
  field: string
  label: string
  options: { value: string; text: string }[]
  /** The lists that it narrows; all when absent. */
  of?: string[]
}

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

/** What stands in braces in a template and is not filled in, such as a slip. */
export const unknownPlaces = (text: string): string[] =>
  [...new Set(text.match(/\{[^{}\n]*\}/g) ?? [])].filter((place) => place !== '{number}' && place !== '{subject}')
