// What the pages of appeals decide for themselves: labels, marks of a state, the tree of a number.
import { today } from '@/shared/dates'
import type { Language } from '@/shared/texts'
import type { AppealRow, OwnNumber, OwnPart } from './appeal_api'

export const sayLabel = (label: { zh: string; en: string }, language: Language): string =>
  (language === 'en' && label.en) || label.zh

const styles: Record<AppealRow['state'], string> = {
  open: 'govuk-tag--yellow',
  upheld: 'govuk-tag--green',
  dismissed: 'govuk-tag--grey',
}
export const styleOf = (state: AppealRow['state']): string => styles[state]

/** The day at whose end something is due. */
export const dayOf = (due: string): string => today(new Date(new Date(due).getTime() - 1))

/** A number with what stands below it, each number once on every way down. */
export interface Branch {
  number: OwnNumber
  part: OwnPart | null
  below: Branch[]
}
export function treeOf(numbers: OwnNumber[], root: string, part: OwnPart | null = null): Branch | null {
  const number = numbers.find((each) => each.id === root)
  if (!number) return null
  const below = number.parts.map((each) => treeOf(numbers, each.id, each)).filter((each) => each !== null)
  return { number, part, below }
}
