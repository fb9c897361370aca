// What the pages of schemes decide by themselves.
import type { FieldProblem } from '@/shared/http'
import type { Finding, TrialResult } from './scheme_api'

/** An own scheme from nothing: enough for the linter to say what is still missing. */
export const emptyScheme = 'code: \nversion: 1\ntitle: {zh: , en: }\nsource: \n'

/** How many lines a text has, as the editor numbers them. */
export const linesIn = (text: string): number => text.split('\n').length

/** Where a place of the linter (from 1) stands in the text, within it. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n')
  const before = lines.slice(0, Math.max(0, Math.min(line, lines.length) - 1))
  const at = before.reduce((sum, each) => sum + each.length + 1, 0)
  return at + Math.min(Math.max(0, column - 1), (lines[before.length] ?? '').length)
}

export type LineMark = 'error' | 'warning'
/** The worst finding of each line that has one. */
export function marksOf(findings: Finding[]): Map<number, LineMark> {
  const marks = new Map<number, LineMark>()
  for (const { line, is_error } of findings) {
    if (is_error || !marks.has(line)) marks.set(line, is_error ? 'error' : 'warning')
  }
  return marks
}

/** A mistake in a table: "survey.csv: row 12, unit". */
export interface RowMistake {
  file: string
  row: string
  column: string
  message: string
}
export function rowMistakes(fields: FieldProblem[]): RowMistake[] {
  return fields.map(({ place, message }) => {
    const [, file = '', row = '', column = ''] = /^(?:(.+?): )?row (\d+)(?:, (.*))?$/.exec(place) ?? []
    return row ? { file, row, column, message } : { file: place, row, column, message }
  })
}

/** One change that is tried. */
export type Supposed =
  | { kind: 'weight'; indicator: string; weight: string }
  | { kind: 'drop'; indicator: string }
  | { kind: 'no_event'; id: string }
  | { kind: 'no_ballots'; measure: string; unit: string; group: string }
/** As the server reads it. */
export function changeWords(change: Supposed): [string, string] {
  switch (change.kind) {
    case 'weight': return ['weight', `${change.indicator}/${change.weight}`]
    case 'drop': return ['drop', change.indicator]
    case 'no_event': return ['no_event', change.id]
    case 'no_ballots': return ['no_ballots', `${change.measure}/${change.unit}/${change.group}`]
  }
}

export const isWeight = (typed: string): boolean => /^\d+(\.\d+)?$/.test(typed.trim()) && Number(typed) > 0
export const isMonth = (typed: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(typed.trim())

/** The ends of the axis of all intervals: whole tens around what is drawn. */
export function axisOf(results: TrialResult[]): { low: number; high: number } {
  const drawn = results.flatMap(({ score, low, high }) => [score, low, high])
    .filter((value): value is string => typeof value === 'string').map(Number)
  if (drawn.length === 0) return { low: 0, high: 100 }
  const low = Math.floor(Math.min(...drawn) / 10) * 10
  const high = Math.ceil(Math.max(...drawn) / 10) * 10
  return low === high ? { low: low - 10, high: high + 10 } : { low, high }
}
/** Where a value stands on the axis, in percent. */
export const placeOn = (axis: { low: number; high: number }, value: string): number =>
  Math.min(100, Math.max(0, (100 * (Number(value) - axis.low)) / (axis.high - axis.low)))

/** "3" or "3–8". */
export const sayPlaces = ({ best, worst }: { best: number; worst: number }): string =>
  best === worst ? String(best) : `${best}–${worst}`

/** What a change moved in a result. */
export const differs = (one: TrialResult, other: TrialResult | null | undefined): boolean =>
  !!other && (one.score !== other.score || one.band !== other.band || one.standing !== other.standing ||
    one.place?.best !== other.place?.best || one.place?.worst !== other.place?.worst)
