// What the pages of rounds decide: where a round stands on its way, what a form still lacks.
import type { Round, RoundPlan } from './round_api'

type Label = Round['name']
type State = Round['state']
export const way: State[] = [
  'draft', 'consulted', 'issued', 'collecting', 'closed', 'computed', 'verified', 'shown', 'signed_off',
  'published', 'archived',
]

export interface Station {
  state: State
  is: 'behind' | 'here' | 'ahead'
}

/** The way of a round: appeals and rectification only where it goes through them. */
export function stationsOf({ state, held, timeline }: Pick<Round, 'state' | 'held' | 'timeline'>): Station[] {
  const left = state === 'voided' ? timeline.at(-1)?.from : undefined
  const at = (state === 'suspended' ? held : left) ?? state
  const stations = way.flatMap((each): State[] => {
    if (each === 'shown' && at === 'appeals') return [each, 'appeals']
    const rectified = at === 'rectification' || timeline.some(({ to }) => to === 'rectification')
    return each === 'published' && rectified ? [each, 'rectification'] : [each]
  })
  const here = stations.indexOf(at)
  return stations.map((each, index) => ({
    state: each,
    is: index < here ? 'behind' : index === here ? 'here' : 'ahead',
  }))
}

/** Steps by who takes them next, without those that stop a round. */
export function nextOf({ next }: Pick<Round, 'next'>): { step: Round['next'][number]['step']; who: string[] }[] {
  const stops = ['suspend', 'void_round']
  const steps = [...new Set(next.map(({ step }) => step))].filter((step) => !stops.includes(step))
  return steps.map((step) => ({ step, who: next.filter((each) => each.step === step).map(({ who }) => who) }))
}

type PlanField = 'code' | 'name' | 'name_en' | 'scheme' | 'from' | 'until' | 'closes_on' | 'appeals_until'
export type PlanDraft = Record<PlanField, string>

export const emptyPlan = (year: number): PlanDraft => ({
  code: String(year),
  name: '',
  name_en: '',
  scheme: '',
  from: `${year}-01`,
  until: `${year}-12`,
  closes_on: '',
  appeals_until: '',
})
export const planDraftOf = (round: Round): PlanDraft => ({
  code: round.code,
  name: round.name.zh,
  name_en: round.name.en,
  scheme: round.scheme.id,
  from: round.from,
  until: round.until,
  closes_on: round.closes_on ?? '',
  appeals_until: round.appeals_until ?? '',
})
export const planOf = (draft: PlanDraft): RoundPlan => ({
  name: draft.name.trim(),
  name_en: draft.name_en.trim() || undefined,
  scheme: draft.scheme,
  from: draft.from,
  until: draft.until,
  closes_on: draft.closes_on || undefined,
  appeals_until: draft.appeals_until || undefined,
})
/** Field and text of what is missing. */
export function lacking(draft: PlanDraft): { field: PlanField; key: string }[] {
  const needed: (PlanField)[] = ['code', 'name', 'scheme', 'from', 'until']
  return needed.filter((field) => !draft[field].trim()).map((field) => ({ field, key: `rounds.more.lacks.${field}` }))
}

export const sayLabel = (label: Label, language: string): string => (language === 'en' && label.en) || label.zh
