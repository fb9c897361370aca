// What the pages of appeals ask of the server: one's own result, appeals, evidence, decisions.
import type { components } from '@/shared/api'
import { call, sendFile } from '@/shared/http'

type Schemas = components['schemas']
export type OwnRound = Schemas['rounds.OwnRound']
export type OwnResult = Schemas['rounds.OwnResult']
export type OwnNumber = Schemas['rounds.OwnNumber']
export type OwnPart = Schemas['rounds.OwnPart']
export type AppealRow = Schemas['rounds.AppealRow']
export type Appeal = Schemas['rounds.AppealView']
export type Evidence = Schemas['rounds.Evidence']

export const ownRounds = async (): Promise<OwnRound[]> =>
  (await call<Schemas['rounds.OwnRounds']>('GET', '/api/own-results')).items
export const ownResult = (round: string, unit?: string): Promise<OwnResult> =>
  call('GET', `/api/rounds/${encodeURIComponent(round)}/own`, { query: { unit } })
export const fileAppeal = (round: string, body: Schemas['rounds.AppealBody'], key: string): Promise<Appeal> =>
  call('POST', `/api/rounds/${encodeURIComponent(round)}/appeals`, { body, key })

export const listAppeals = (state: string, after?: string): Promise<Schemas['rounds.PageOfAppealRow']> =>
  call('GET', '/api/appeals', { query: { state, after } })
export const showAppeal = (id: string): Promise<Appeal> => call('GET', `/api/appeals/${id}`)
export const decideAppeal = (id: string, body: Schemas['rounds.DecisionBody']): Promise<Appeal> =>
  call('POST', `/api/appeals/${id}/decision`, { body })
export const sendEvidence = (
  id: string, file: Blob, name: string, key: string, onShare: (share: number) => void,
): Promise<Appeal> => sendFile(`/api/appeals/${id}/files`, { query: { name: name.slice(-200) }, key, body: file }, onShare)
export const evidenceAddress = (id: string, file: string): string => `/api/appeals/${id}/files/${file}`
export const correctTable = (id: string, table: File, evidence: string): Promise<Appeal> =>
  call('POST', `/api/appeals/${id}/table`, {
    query: { evidence },
    body: table,
    headers: { 'Content-Type': 'text/csv' },
  })
