// What the pages of time limits and of rectifications decide by themselves; the server decides again.
import { parseDay, sayDay, today } from '@/shared/dates'
import type { Language } from '@/shared/texts'
import type { Missing } from './model'
import type { Rectification, TimeRule } from './office_api'
import { daysBetween, kinds, lastDay, urgencies, type Tag } from './staff_model'

type Say = (key: string, values?: Record<string, unknown>) => string

// Time limits

/** In the order in which a case meets them; the last three are windows, which nobody is late in. */
export const stages = [
  'screening', 'signing', 'reply', 'redo', 'call_back', 'review', 'contest', 'appeal', 'cooling_off',
] as const
export type Stage = (typeof stages)[number]
export const isWindow = (stage: Stage): boolean => ['contest', 'appeal', 'cooling_off'].includes(stage)

/** A rule as it is being written. */
export interface RuleDraft {
  /** Stays while rows come and go. */
  key: number
  /** Holds for a kind or an urgency only; every stage has one rule that does not. */
  is_exception: boolean
  stage: Stage
  /** Empty: every one. */
  kind: string
  urgency: string
  clock: TimeRule['clock']
  amount: string
  very_late: string
}

/** A new version begins as the one before: by stage, what holds for all before the exceptions. */
export function draftsOf(rules: TimeRule[]): RuleDraft[] {
  const drafts = rules.map((rule, key) => ({
    key,
    is_exception: Boolean(rule.kind || rule.urgency),
    stage: rule.stage,
    kind: rule.kind ?? '',
    urgency: rule.urgency ?? '',
    clock: rule.clock,
    amount: String(rule.amount),
    very_late: rule.very_late_amount ? String(rule.very_late_amount) : '',
  }))
  const place = (rule: RuleDraft): number => {
    const kind = kinds.indexOf(rule.kind as (typeof kinds)[number]) + 1
    const urgency = urgencies.indexOf(rule.urgency as (typeof urgencies)[number]) + 1
    return stages.indexOf(rule.stage) * 100 + kind * 10 + urgency
  }
  return drafts.sort((one, other) => place(one) - place(other))
}

/** The drafts with one exception more, behind those of its stage. */
export function withException(drafts: RuleDraft[], stage: Stage): RuleDraft[] {
  const last = drafts.map((rule) => rule.stage).lastIndexOf(stage)
  const like = drafts[last]
  if (!like) return drafts
  const key = Math.max(...drafts.map((rule) => rule.key)) + 1
  const exception = { ...like, key, is_exception: true, kind: '', urgency: '' }
  return [...drafts.slice(0, last + 1), exception, ...drafts.slice(last + 1)]
}

const isAmount = (typed: string): boolean => /^[1-9]\d{0,6}$/.test(typed.trim())

/** What a new version still needs. */
export function mistakesIn(valid_from: string, note: string, rules: RuleDraft[]): Missing[] {
  const found: Missing[] = []
  if (!parseDay(valid_from)) found.push({ field: 'valid_from', key: 'casework.more.valid_from_missing' })
  if (!note.trim()) found.push({ field: 'note', key: 'casework.more.note_missing' })
  rules.forEach((rule, index) => {
    if (rule.is_exception && !rule.kind && !rule.urgency) {
      found.push({ field: `rules/${index}/kind`, key: 'casework.more.exception_missing' })
    }
    if (!isAmount(rule.amount)) found.push({ field: `rules/${index}/amount`, key: 'casework.more.amount_wrong' })
    if (rule.very_late.trim() && !isAmount(rule.very_late)) {
      found.push({ field: `rules/${index}/very_late_amount`, key: 'casework.more.amount_wrong' })
    }
  })
  return found
}

export const bodyOf = (rule: RuleDraft) => ({
  stage: rule.stage,
  kind: (rule.kind || undefined) as TimeRule['kind'],
  urgency: (rule.urgency || undefined) as TimeRule['urgency'],
  clock: rule.clock,
  amount: Number(rule.amount),
  very_late_amount: rule.very_late.trim() ? Number(rule.very_late) : undefined,
})

// Rectifications

/** How a rectification stands. */
export function rectificationTag(item: Rectification, now: Date, language: Language, t: Say): Tag {
  if (item.state === 'verified') return { text: t('casework.more.rectification.verified'), style: 'govuk-tag--green' }
  if (item.state === 'reported') return { text: t('casework.more.rectification.reported'), style: 'govuk-tag--yellow' }
  if (!item.due_at) {
    return { text: t('casework.form.due_missing', { year: item.missing_year }), style: 'govuk-tag--grey' }
  }
  const last = lastDay(item.due_at)
  const day = t('casework.form.due_day', { day: sayDay(last, language) })
  const left = daysBetween(today(now), last)
  if (left < 0) return { text: `${day} · ${t('casework.lateness.late')}`, style: 'govuk-tag--red' }
  return { text: day, style: left < 2 ? 'govuk-tag--yellow' : 'govuk-tag--blue' }
}
