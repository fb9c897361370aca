// The calls of the programme office, and those about rectifications.
import type { components } from '@/shared/api'
import { call } from '@/shared/http'
import type { CaseRow, Filters, Stepped } from './staff_api'

type Schemas = components['schemas']
export type BoardCounts = Schemas['casework.BoardCounts']
export type Extension = Schemas['casework.ExtensionView']
export type Appeal = Schemas['casework.AppealView']
export type TimeRule = Schemas['casework.TimeRuleView']
export type TimeRules = Schemas['casework.TimeRulesView']
export type Rectification = Schemas['casework.RectificationView']

const office = (rest: string): string => `/api/office/${rest}`

export const board = (query: Filters): Promise<{ items: CaseRow[]; next?: string }> =>
  call<Schemas['casework.PageOfCaseRow']>('GET', office('cases'), { query })
export const boardCounts = (query: Filters): Promise<BoardCounts> => call('GET', office('counts'), { query })
export const supervise = (number: string, body: Schemas['casework.SupervisionBody']): Promise<Stepped> =>
  call('POST', office(`cases/${number}/supervision`), { body })
export const endSupervision = (number: string, body: Schemas['casework.SupervisionBody']): Promise<Stepped> =>
  call('POST', office(`cases/${number}/supervision/end`), { body })

export const extensions = (after?: string): Promise<Schemas['casework.PageOfExtensionView']> =>
  call('GET', office('extensions'), { query: { after } })
export const decideExtension = (id: string, body: Schemas['casework.ExtensionDecision']): Promise<Stepped> =>
  call('POST', office(`extensions/${id}/decision`), { body })
export const appeals = (after?: string): Promise<Schemas['casework.PageOfAppealView']> =>
  call('GET', office('appeals'), { query: { after } })
export const decideAppeal = (id: string, body: Schemas['casework.AppealDecision']): Promise<Stepped> =>
  call('POST', office(`appeals/${id}/decision`), { body })

/** Newest first. */
export const timeRules = async (): Promise<TimeRules[]> =>
  (await call<Schemas['casework.TimeRuleVersions']>('GET', office('time-rules'))).items
export const addTimeRules = (body: Schemas['casework.TimeRulesBody'], key: string): Promise<TimeRules> =>
  call('POST', office('time-rules'), { body, key })

// Rectifications

const one = (id: string, rest = ''): string => `/api/rectifications/${id}${rest}`

export const rectifications = (query: Filters): Promise<Schemas['casework.PageOfRectificationView']> =>
  call('GET', '/api/rectifications', { query })
export const showRectification = (id: string): Promise<Rectification> => call('GET', one(id))
export const reportRectification = (id: string, report: string): Promise<Rectification> =>
  call('POST', one(id, '/report'), { body: { report } })
export const judgeRectification = (id: string, body: Schemas['casework.VerdictBody']): Promise<Rectification> =>
  call('POST', one(id, '/verdict'), { body })
export const noteSatisfaction = (id: string, satisfied: boolean): Promise<Rectification> =>
  call('POST', one(id, '/satisfaction'), { body: { satisfied } })
export const reopenRectification = (id: string, body: Schemas['casework.ReopenBody']): Promise<Rectification> =>
  call('POST', one(id, '/reopen'), { body })
