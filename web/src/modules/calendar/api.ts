// The calls of the calendar, in the words of server/modules/calendar/README.md.
import { call } from '@/shared/http'

export type DayClock = 'working_days' | 'calendar_days'
export interface ProofDay {
  day: string
  number?: number | null
  reason: 'counted' | 'make_up' | 'weekend' | 'holiday'
  name?: string | null
  name_en?: string | null
}
export interface Deadline {
  start: string
  days: number
  clock: DayClock
  state: 'computed' | 'year_missing'
  due_day?: string | null
  missing_year?: number | null
  skipped: number
  calendar_version: number
  proof: ProofDay[]
}
export interface Import {
  id: string
  version: number
  source: string
  imported_at: string
  years: number[]
  added: number
  changed: number
  removed: number
}
export interface DayView {
  day: string
  is_off_day: boolean
  name: string
  name_en?: string | null
}
export interface Preview {
  source: string
  years: { year: number; is_new: boolean; off_days: number; make_up_days: number }[]
  changes: { notice_year: number; day: string; before?: DayView | null; after?: DayView | null }[]
}
export interface Notice {
  year: number
  since: string
  waiting_deadlines: number
  text: string
}

/** How to read a file: only an iCalendar file needs to be told. */
export interface ReadAs {
  year?: number
  unmarked?: string
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
  call<{ items: Import[]; next?: string | null }>('GET', '/api/calendar/imports')
export const listNotices = () => call<{ items: Notice[] }>('GET', '/api/calendar/notices')
