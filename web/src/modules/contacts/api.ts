// The calls of sealed contacts; binary is URL-safe base64.
import type { components } from '@/shared/api'
import { call } from '@/shared/http'

type Schemas = components['schemas']
export type OwnKey = Schemas['contacts.OwnKey']
export type Access = Schemas['contacts.AccessView']
export type Lock = Schemas['contacts.LockView']
export type Overview = Schemas['contacts.OverviewView']
export type Officer = Schemas['contacts.OfficerView']
export type Pair = Schemas['contacts.PairView']
type PairAccess = Schemas['contacts.PairAccessBody']
type KeyAccess = Schemas['contacts.KeyAccessBody']

/** A sealed contact as the route of the call-back desk answers it, once the opening is logged. */
export interface SealedBox {
  contact: string
  pair: string
  data_key: string
  box: string
}

export const ownKey = async (): Promise<OwnKey | null> =>
  (await call<Schemas['contacts.OwnKeyView']>('GET', '/api/contacts/own-key')).key ?? null
export const overview = () => call<Overview>('GET', '/api/contacts/keys')
export const saveOwnKey = (body: Schemas['contacts.OwnKeyBody'], key: string) =>
  call<Schemas['contacts.MadeKey']>('POST', '/api/contacts/own-key', { body, key })
export const savePair = (body: { public_key: string; replaces?: string; access: KeyAccess[] }, key: string) =>
  call<Schemas['contacts.MadePair']>('POST', '/api/contacts/pairs', { body, key })
export const giveAccess = (key: string, access: PairAccess[]) =>
  call<void>('PUT', `/api/contacts/keys/${key}/access`, { body: { access } })
export const takeAccess = (key: string) => call<void>('DELETE', `/api/contacts/keys/${key}/access`)
