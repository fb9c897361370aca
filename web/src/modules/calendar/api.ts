// The calls of the calendar, in the words of server/modules/calendar/README.md.
import type { components } from '@/shared/api'
import { call } from '@/shared/http'

type Schemas = components['schemas']
export type DayClock = Schemas['calendar.DayClock']
export type ProofDay = Schemas['calendar.ProofDay']
export type Deadline = Schemas['calendar.DeadlineView']
export type DayView = Schemas['calendar.DayView']
export type Import = Schemas['calendar.ImportView']
export type Preview = Schemas['calendar.PreviewView']

/** How to read a file: only an iCalendar file needs to be told. */
export interface ReadAs {
  year?: number
  unmarked?: Schemas['calendar.Unmarked']
}

const file = { 'Content-Type': 'application/octet-stream' }
const query = (as: ReadAs) => ({ year: as.year, unmarked: as.unmarked })

export const deadline = (start: string, days: number, clock: DayClock) =>
  call<Deadline>('GET', '/api/calendar/deadline', { query: { start, days, clock } })
export const previewImport = (body: Blob, as: ReadAs) =>
  call<Preview>('POST', '/api/calendar/imports/preview', { body, query: query(as), headers: file })
export const importFile = (body: Blob, as: ReadAs, key: string) =>
  call<Import>('POST', '/api/calendar/imports', { body, query: query(as), headers: file, key })
export const listImports = () =>
  call<Schemas['calendar.PageOfImportView']>('GET', '/api/calendar/imports')
export const listNotices = () => call<Schemas['calendar.NoticeList']>('GET', '/api/calendar/notices')
