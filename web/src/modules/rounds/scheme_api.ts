// The calls about schemes. The text of a scheme goes as it is, not inside JSON.
import type { components } from '@/shared/api'
import { call } from '@/shared/http'
import { changeWords, type Supposed } from './scheme_model'

type Schemas = components['schemas']
export type SchemeRow = Schemas['rounds.SchemeRow']
export type SchemeView = Schemas['rounds.SchemeView']
export type Shipped = Schemas['rounds.ShippedView']
export type Check = Schemas['rounds.CheckView']
export type Finding = Schemas['rounds.FindingView']
export type TableRead = Schemas['rounds.TableReadView']
export type Table = Schemas['rounds.TableView']
export type Trial = Schemas['rounds.TrialView']
export type TrialUnit = Schemas['rounds.TrialUnit']
export type TrialResult = Schemas['rounds.TrialResult']

const yaml = (text: string): Blob => new Blob([text], { type: 'application/yaml' })
const one = (id: string, rest = ''): string => `/api/schemes/${id}${rest}`

export const schemes = (after?: string): Promise<Schemas['rounds.PageOfSchemeRow']> =>
  call('GET', '/api/schemes', { query: { after } })
export const shippedSchemes = async (): Promise<Shipped[]> =>
  (await call<Schemas['rounds.ShippedSchemes']>('GET', '/api/schemes/shipped')).items
export const showScheme = (id: string): Promise<SchemeView> => call('GET', one(id))
export const createScheme = (text: string, key: string): Promise<SchemeView> =>
  call('POST', '/api/schemes', { body: yaml(text), key })
export const saveScheme = (id: string, revision: number, text: string): Promise<SchemeView> =>
  call('PUT', one(id), { body: yaml(text), query: { revision } })
export const checkScheme = (text: string, signal: AbortSignal): Promise<Check> =>
  call('POST', '/api/schemes/check', { body: yaml(text), signal })
export const issueScheme = (id: string, revision: number): Promise<SchemeView> =>
  call('POST', one(id, '/issue'), { body: { revision } })

const table = (id: string, name: string): string => one(id, `/tables/${encodeURIComponent(name)}`)
export const tableAddress = table
export const schemeTables = async (id: string): Promise<Table[]> =>
  (await call<Schemas['rounds.TablesView']>('GET', one(id, '/tables'))).items
export const bringTable = (id: string, name: string, evidence: string, file: Blob): Promise<Table> =>
  call('PUT', table(id, name), { body: file, query: { evidence }, headers: { 'Content-Type': 'text/csv' } })
export const dropTable = (id: string, name: string): Promise<void> => call('DELETE', table(id, name))

/** With `supposed`, also what would come out of it. */
export const tryScheme = (
  id: string,
  text: string,
  months: { from: string; until: string },
  supposed: Supposed[] = [],
): Promise<Trial> => {
  const query = new URLSearchParams()
  for (const name of ['from', 'until'] as const) if (months[name]) query.set(name, months[name])
  for (const change of supposed) query.append(...changeWords(change))
  return call('POST', `${one(id, '/dry-run')}?${query.toString()}`, { body: yaml(text) })
}
