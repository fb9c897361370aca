// The calls of accounts, in the words of server/modules/accounts/README.md.
import type { components } from '@/shared/api'
import { call } from '@/shared/http'

type Schemas = components['schemas']
export type Role = Schemas['accounts.Role']
export type Grant = Schemas['accounts.Grant']
export type WhoAmI = Schemas['accounts.WhoAmI']
export type Activation = Schemas['accounts.ActivationView']
export type Account = Schemas['accounts.AccountView']
export type Invitation = Schemas['accounts.Invitation']
export type Duty = Schemas['accounts.DutyView']

export const whoAmI = () => call<Schemas['accounts.SessionView']>('GET', '/api/session')
export const signIn = (name: string, password: string, code: string) =>
  call<Schemas['accounts.SessionView']>('POST', '/api/session', { body: { name, password, code } })
export const signOut = () => call<void>('DELETE', '/api/session')

export const activate = (activation_code: string, password: string) =>
  call<Activation>('POST', '/api/activation', { body: { activation_code, password } })
export const confirmActivation = (activation_code: string, code: string) =>
  call<void>('POST', '/api/activation/confirmation', { body: { activation_code, code } })

export const mySessions = () => call<Schemas['accounts.SessionList']>('GET', '/api/account/sessions')
export const endSession = (id: string) => call<void>('DELETE', `/api/account/sessions/${id}`)
export const endOtherSessions = () => call<void>('DELETE', '/api/account/sessions')
export const changePassword = (password: string, code: string, new_password: string) =>
  call<void>('PUT', '/api/account/password', { body: { password, code, new_password } })

export const duties = () => call<Schemas['accounts.DutyList']>('GET', '/api/duties')
export const listAccounts = (q: string, cursor?: string) =>
  call<Schemas['accounts.PageOfAccountView']>('GET', '/api/accounts', { query: { q, cursor } })
export const findAccount = (id: string) => call<Account>('GET', `/api/accounts/${id}`)
export const addAccount = (body: Schemas['accounts.AccountBody'], key: string) =>
  call<Invitation>('POST', '/api/accounts', { body, key })
export const setGrants = (id: string, grants: Grant[]) =>
  call<Account>('PUT', `/api/accounts/${id}/grants`, { body: { grants } })
export const setDisabled = (id: string, disabled: boolean) =>
  call<Account>('PUT', `/api/accounts/${id}/standing`, { body: { disabled } })
export const resetAccount = (id: string) => call<Invitation>('POST', `/api/accounts/${id}/reset`)

export const listKeys = (everybody: boolean, cursor?: string) =>
  call<Schemas['accounts.PageOfKeyView']>('GET', '/api/keys', {
    query: { everybody: everybody ? 'true' : undefined, cursor },
  })
export const addKey = (body: Schemas['accounts.KeyBody'], key: string) =>
  call<Schemas['accounts.NewKey']>('POST', '/api/keys', { body, key })
export const revokeKey = (id: string) => call<void>('DELETE', `/api/keys/${id}`)

export const listEntries = (cursor?: string) =>
  call<Schemas['accounts.PageOfEntryView']>('GET', '/api/security-log', { query: { cursor } })
export const chain = () => call<Schemas['accounts.ChainView']>('GET', '/api/security-log/chain')
