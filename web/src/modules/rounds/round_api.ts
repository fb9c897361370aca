// The calls about rounds.
import type { components } from '@/shared/api'
import { call } from '@/shared/http'

type Schemas = components['schemas']
export type RoundRow = Schemas['rounds.RoundRow']
export type Round = Schemas['rounds.RoundView']
export type RoundStep = Schemas['rounds.StepOffer']
export type RoundTable = Schemas['rounds.TableView']
export type RoundPlan = Omit<Schemas['rounds.MakeRoundBody'], 'code'>

export const rounds = (after?: string): Promise<Schemas['rounds.PageOfRoundRow']> =>
  call('GET', '/api/rounds', { query: { after } })
export const showRound = (code: string): Promise<Round> => call('GET', `/api/rounds/${code}`)
export const makeRound = (body: Schemas['rounds.MakeRoundBody'], key: string): Promise<Round> =>
  call('POST', '/api/rounds', { body, key })
export const changeRound = (id: string, body: Schemas['rounds.ChangeRoundBody']): Promise<Round> =>
  call('PUT', `/api/rounds/${id}`, { body })
export const takeStep = (id: string, body: Schemas['rounds.StepBody']): Promise<Round> =>
  call('POST', `/api/rounds/${id}/steps`, { body })

export const roundTableAddress = (id: string, name: string): string =>
  `/api/rounds/${id}/tables/${encodeURIComponent(name)}`
export const bringRoundTable = (id: string, name: string, evidence: string, file: Blob): Promise<RoundTable> =>
  call('PUT', roundTableAddress(id, name), { body: file, query: { evidence }, headers: { 'Content-Type': 'text/csv' } })
export const auditAddress = (id: string): string => `/api/rounds/${id}/audit.tar`
