// What the pages of appraisals ask of the server.
import type { components } from '@/shared/api'
import { call } from '@/shared/http'

type Schemas = components['schemas']
export type AppraisalRow = Schemas['appraisals.AppraisalRow']
export type Appraisal = Schemas['appraisals.AppraisalView']
export type PartRow = Schemas['appraisals.PartRow']
export type Part = Schemas['appraisals.PartView']
export type Field = Schemas['appraisals.FieldView']
export type Entry = Schemas['appraisals.EntryView']
export type Sheet = Schemas['appraisals.SheetView']
type Entered = Schemas['appraisals.EnteredView']

const at = (...steps: string[]): string => ['/api/appraisals', ...steps.map(encodeURIComponent)].join('/')
const of = (part: Part, what: string): string => at(part.round, 'parts', part.part, what)

export const appraisals = async (): Promise<AppraisalRow[]> =>
  (await call<Schemas['appraisals.AppraisalRows']>('GET', at())).items
export const appraisal = (round: string): Promise<Appraisal> => call('GET', at(round))
export const partOf = (round: string, part: string): Promise<Part> => call('GET', at(round, 'parts', part))

export const enterFigures = (part: Part, body: Schemas['appraisals.FiguresBody'], key: string): Promise<Entered> =>
  call('POST', of(part, 'entries'), { body, key })
export const importFigures = (part: Part, table: File, key: string): Promise<Entered> =>
  call('POST', of(part, 'import'), { body: table, key, headers: { 'Content-Type': 'text/csv' } })
export const takeOver = (part: Part, body: Schemas['appraisals.TakeOverBody'], key: string): Promise<Entered> =>
  call('POST', of(part, 'take-over'), { body, key })
export const decideFigures = (part: Part, body: Schemas['appraisals.DecideBody']): Promise<Part> =>
  call('POST', of(part, 'decision'), { body })
export const nameResponsible = (part: Part, names: string[]): Promise<Part> =>
  call('PUT', of(part, 'responsible'), { body: { names } })

export const sheetOf = (round: string, unit: string): Promise<Sheet> => call('GET', at(round, 'sheets', unit))
export const setLeaders = (sheet: Sheet, body: Schemas['appraisals.LeadersBody']): Promise<void> =>
  call('PUT', at(sheet.round, 'sheets', sheet.unit, 'leaders'), { body })
