// The day cells of a deadline: whole weeks from the start to the due day.
import { parseDay } from '@/shared/dates'
import type { Deadline, ProofDay } from './api'

export type CellKind = 'start' | 'counted' | 'skipped' | 'due' | 'outside'
export interface Cell {
  day: string
  kind: CellKind
  /** "15", or "10/1" where a month begins. */
  label: string
  proof?: ProofDay
}

const dayMilliseconds = 86_400_000
const textOf = (time: number): string => new Date(time).toISOString().slice(0, 10)
/** Monday 0 … Sunday 6. */
const weekdayOf = (time: number): number => (new Date(time).getUTCDay() + 6) % 7

function labelOf(day: string, first: boolean): string {
  const [, month, date] = day.split('-').map(Number)
  return first || date === 1 ? `${month}/${date}` : String(date)
}

function kindOf(deadline: Deadline, day: string, proof: ProofDay | undefined): CellKind {
  if (day === deadline.start) return 'start'
  if (day === deadline.due_day) return 'due'
  if (!proof) return 'outside'
  return proof.number ? 'counted' : 'skipped'
}

/** Rows of seven cells, Monday first. */
export function weeksOf(deadline: Deadline): Cell[][] {
  const start = parseDay(deadline.start)!.getTime()
  const end = parseDay(deadline.proof.at(-1)?.day ?? deadline.start)!.getTime()
  const proofs = new Map(deadline.proof.map((proof) => [proof.day, proof]))
  const weeks: Cell[][] = []
  const monday = start - weekdayOf(start) * dayMilliseconds
  for (let week = monday; week <= end; week += 7 * dayMilliseconds) {
    weeks.push(
      Array.from({ length: 7 }, (_, weekday) => {
        const day = textOf(week + weekday * dayMilliseconds)
        const proof = proofs.get(day)
        const first = week === monday && weekday === 0
        return { day, kind: kindOf(deadline, day, proof), label: labelOf(day, first), proof }
      }),
    )
  }
  return weeks
}

export interface Question {
  start: string
  days: number
  clock: Deadline['clock']
}
export const daysMax = 366

/** The question in an address, or null when it asks nothing that can be answered. */
export function questionOf(query: Record<string, unknown>): Question | null {
  const days = Number(query.days)
  const start = String(query.start ?? '')
  if (!parseDay(start) || !isDays(days)) return null
  return { start, days, clock: query.clock === 'calendar_days' ? 'calendar_days' : 'working_days' }
}
export const isDays = (days: number): boolean => Number.isInteger(days) && days >= 1 && days <= daysMax
