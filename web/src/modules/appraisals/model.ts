// What the pages of appraisals decide for themselves.
import type { Language } from '@/shared/texts'
import type { Entry, Field, Part } from './api'

interface Label {
  zh: string
  en: string
}
export const sayLabel = (label: Label, language: Language): string => (language === 'en' && label.en) || label.zh

/** A column as people call it. */
export const fieldName = (fields: Field[], code: string, language: Language): string => {
  const field = fields.find((each) => each.code === code)
  return field ? sayLabel(field.name, language) : code
}

/** What a figure of a field may be, as a text with its ends; null where any figure is taken. */
export function limitsOf(field: Field | undefined): { key: string; ends: Record<string, string | number> } | null {
  const { low = '', high = '', lowest, highest, is_whole = false } = field ?? {}
  if (lowest != null && highest != null) {
    return { key: is_whole ? 'appraisals.staff.whole' : 'appraisals.staff.between', ends: { lowest, highest } }
  }
  return low && high ? { key: 'appraisals.staff.ends', ends: { low, high } } : null
}

/** Figures beyond these ends count as the end: most often a slip. */
export function isBeyond(fields: Field[], entry: { field: string; value: string }): boolean {
  const field = fields.find(({ code }) => code === entry.field)
  const value = Number(entry.value)
  if (!field?.low || !field.high || Number.isNaN(value)) return false
  return value < Number(field.low) || value > Number(field.high)
}

/** What waits, by body and field in the order of the part. */
export function waitingIn(part: Part): Entry[] {
  const place = (entry: Entry): number =>
    part.bodies.findIndex(({ code }) => code === entry.unit) * part.fields.length +
    part.fields.findIndex(({ code }) => code === entry.field)
  const waiting = part.entries.filter(({ state }) => state === 'waiting')
  return waiting.sort((one, other) => place(one) - place(other))
}

/** The confirmed figures of one body, with where they come from, each source once. */
export interface BodyRow {
  unit: string
  name: Label
  figures: Map<string, Entry>
  sources: { evidence: string; people: string }[]
}
export function bodyRows(entries: Entry[]): BodyRow[] {
  const rows = new Map<string, BodyRow>()
  for (const entry of entries.filter(({ state }) => state === 'confirmed')) {
    const fresh: BodyRow = { unit: entry.unit, name: entry.unit_name, figures: new Map(), sources: [] }
    const row = rows.get(entry.unit) ?? fresh
    row.figures.set(entry.field, entry)
    const people = [entry.entered_by, entry.decided_by].filter(Boolean).join(' → ')
    const isNew = !row.sources.some((each) => each.evidence === entry.evidence && each.people === people)
    if (isNew) row.sources.push({ evidence: entry.evidence, people })
    rows.set(entry.unit, row)
  }
  return [...rows.values()].sort((one, other) => (one.unit < other.unit ? -1 : 1))
}

/** "王芳，局长" a line: names and roles; null where a line is no such pair. */
export function leadersIn(text: string): { name: string; role: string }[] | null {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean)
  const pairs = lines.map((line) => line.split(/[，,]/).map((word) => word.trim()))
  if (pairs.some((pair) => pair.length !== 2 || !pair[0] || !pair[1])) return null
  return pairs.map(([name, role]) => ({ name: name!, role: role! }))
}

/** Login names as typed: commas of both kinds, spaces or lines between them. */
export const namesIn = (text: string): string[] => text.split(/[\s,，、;；]+/).filter(Boolean)
