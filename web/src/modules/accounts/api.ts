// The calls of accounts, in the words of server/modules/accounts/README.md.
import { call } from '@/shared/http'

export type Role =
  | 'administrator'
  | 'programme_office'
  | 'intake_officer'
  | 'unit_handler'
  | 'unit_head'
  | 'call_back_officer'
  | 'inspector'
  | 'third_party_evaluator'
  | 'juror'
  | 'auditor'

export interface Grant {
  role: Role
  unit?: string | null
  subtree: boolean
}
export interface WhoAmI {
  id: string
  name: string
  display_name: string
  grants: Grant[]
  unmet_roles: Role[]
}
export interface SessionView {
  signed_in: boolean
  account?: WhoAmI | null
}
export interface Activation {
  name: string
  display_name: string
  totp_secret: string
  totp_uri: string
}
export interface SessionRow {
  id: string
  device: string
  created_at: string
  used_at: string
  current: boolean
}
export interface Account {
  id: string
  name: string
  display_name: string
  standing: 'invited' | 'active' | 'disabled'
  created_at: string
  grants: Grant[]
}
export interface Invitation {
  account: Account
  activation_code: string
  valid_until: string
}
export interface Duty {
  role: Role
  reach: 'everywhere' | 'anywhere' | 'in_units'
  apart: Role[]
  apart_in_one_unit: Role[]
}
export interface Key {
  id: string
  name: string
  owner: string
  read: boolean
  write: boolean
  created_at: string
  expires_at: string
  revoked_at?: string | null
  used_on?: string | null
}
export interface Entry {
  id: string
  at: string
  kind: string
  actor?: string | null
  actor_name?: string | null
  subject: string
  facts: string
}
export interface Chain {
  length: number
  head_hash: string
  waiting: number
  seconds_behind: number
}
export interface Page<T> {
  items: T[]
  next?: string | null
}

export const whoAmI = () => call<SessionView>('GET', '/api/session')
export const signIn = (name: string, password: string, code: string) =>
  call<SessionView>('POST', '/api/session', { body: { name, password, code } })
export const signOut = () => call<void>('DELETE', '/api/session')

export const activate = (activation_code: string, password: string) =>
  call<Activation>('POST', '/api/activation', { body: { activation_code, password } })
export const confirmActivation = (activation_code: string, code: string) =>
  call<void>('POST', '/api/activation/confirmation', { body: { activation_code, code } })

export const mySessions = () => call<{ items: SessionRow[] }>('GET', '/api/account/sessions')
export const endSession = (id: string) => call<void>('DELETE', `/api/account/sessions/${id}`)
export const endOtherSessions = () => call<void>('DELETE', '/api/account/sessions')
export const changePassword = (password: string, code: string, new_password: string) =>
  call<void>('PUT', '/api/account/password', { body: { password, code, new_password } })

export const duties = () => call<{ items: Duty[] }>('GET', '/api/duties')
export const listAccounts = (q: string, cursor?: string) =>
  call<Page<Account>>('GET', '/api/accounts', { query: { q, cursor } })
export const findAccount = (id: string) => call<Account>('GET', `/api/accounts/${id}`)
export const addAccount = (body: Pick<Account, 'name' | 'display_name' | 'grants'>, key: string) =>
  call<Invitation>('POST', '/api/accounts', { body, key })
export const setGrants = (id: string, grants: Grant[]) =>
  call<Account>('PUT', `/api/accounts/${id}/grants`, { body: { grants } })
export const setDisabled = (id: string, disabled: boolean) =>
  call<Account>('PUT', `/api/accounts/${id}/standing`, { body: { disabled } })
export const resetAccount = (id: string) => call<Invitation>('POST', `/api/accounts/${id}/reset`)

export const listKeys = (everybody: boolean, cursor?: string) =>
  call<Page<Key>>('GET', '/api/keys', { query: { everybody: everybody ? 'true' : undefined, cursor } })
export const addKey = (body: { name: string; read: boolean; write: boolean; valid_days: number }, key: string) =>
  call<{ about: Key; key: string }>('POST', '/api/keys', { body, key })
export const revokeKey = (id: string) => call<void>('DELETE', `/api/keys/${id}`)

export const listEntries = (cursor?: string) =>
  call<Page<Entry>>('GET', '/api/security-log', { query: { cursor } })
export const chain = () => call<Chain>('GET', '/api/security-log/chain')
