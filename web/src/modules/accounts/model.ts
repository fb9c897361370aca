// What the pages of accounts decide before they ask the server; the server decides again.
import type { Duty, Grant, Role, WhoAmI } from './api'

export const holds = (account: WhoAmI, ...roles: Role[]): boolean =>
  account.grants.some((grant) => roles.includes(grant.role))

/**
 * The pages of the staff area, and who sees them in the side navigation: who holds one of the roles,
 * and whom somebody named for something there.
 */
export interface StaffPage {
  path: string
  key: string
  roles: Role[] | 'everybody'
}
const evaluating: Role[] = ['programme_office', 'third_party_evaluator', 'auditor']
export const staffPages: StaffPage[] = [
  { path: '/staff', key: 'accounts.page.staff', roles: 'everybody' },
  { path: '/staff/intake', key: 'casework.page.intake', roles: ['intake_officer'] },
  { path: '/staff/desk', key: 'casework.page.desk', roles: ['unit_handler', 'unit_head'] },
  {
    path: '/staff/templates',
    key: 'accounts.page.templates',
    roles: ['unit_handler', 'unit_head', 'programme_office'],
  },
  { path: '/staff/office', key: 'accounts.page.office', roles: ['programme_office', 'auditor'] },
  {
    path: '/staff/rectifications',
    key: 'accounts.page.rectifications',
    roles: ['unit_handler', 'unit_head', 'inspector', 'programme_office', 'auditor'],
  },
  { path: '/staff/own-results', key: 'accounts.page.own_results', roles: ['unit_head'] },
  { path: '/staff/appeals', key: 'accounts.page.appeals', roles: ['programme_office', 'auditor'] },
  { path: '/staff/appraisals', key: 'accounts.page.appraisals', roles: ['programme_office', 'auditor', 'unit_head'] },
  { path: '/staff/call-backs', key: 'casework.page.call_backs', roles: ['call_back_officer'] },
  { path: '/staff/accounts', key: 'accounts.page.accounts', roles: ['administrator'] },
  { path: '/calendar/imports', key: 'calendar.imports.title', roles: ['programme_office', 'administrator'] },
  { path: '/staff/sealing-keys', key: 'accounts.page.sealing_keys', roles: ['call_back_officer'] },
  { path: '/staff/schemes', key: 'accounts.page.schemes', roles: evaluating },
  { path: '/staff/rounds', key: 'accounts.page.rounds', roles: evaluating },
  { path: '/staff/lots', key: 'accounts.page.lots', roles: ['programme_office', 'auditor'] },
  { path: '/staff/keys', key: 'accounts.page.keys', roles: 'everybody' },
  { path: '/staff/security-log', key: 'accounts.page.security_log', roles: ['administrator', 'auditor'] },
  { path: '/account', key: 'accounts.page.account', roles: 'everybody' },
]
export const pagesFor = (account: WhoAmI): StaffPage[] =>
  staffPages.filter(({ path, roles }) =>
    roles === 'everybody' || holds(account, ...roles) || account.named_pages.includes(path))

/** Pairs of chosen roles that one person may not hold, and whether only within one unit. */
export interface Conflict {
  one: Role
  other: Role
  onlyInOneUnit: boolean
}
export function conflicts(grants: Grant[], duties: Duty[]): Conflict[] {
  const found = new Map<string, Conflict>()
  grants.forEach((one, index) => {
    const duty = duties.find((candidate) => candidate.role === one.role)
    for (const other of grants.slice(index + 1)) {
      const apart = duty?.apart.includes(other.role) ?? false
      const sameUnit = (one.unit ?? '') === (other.unit ?? '')
      const inOneUnit = sameUnit && (duty?.apart_in_one_unit.includes(other.role) ?? false)
      if (!apart && !inOneUnit) continue
      const pair = [one.role, other.role].sort().join()
      found.set(pair, { one: one.role, other: other.role, onlyInOneUnit: !apart })
    }
  })
  return [...found.values()]
}

/** Where a role's holder may be limited to; decides what the grants editor asks. */
export const needsUnit = (role: Role, duties: Duty[]): boolean =>
  duties.find((duty) => duty.role === role)?.reach === 'in_units'
export const mayHaveUnit = (role: Role, duties: Duty[]): boolean =>
  duties.find((duty) => duty.role === role)?.reach !== 'everywhere'

/**
 * One word of an entry's facts: a grant as the log writes it ("unit_head:<unit>/*"), a value under
 * a name ("created=45"), or a word as it is.
 */
export interface Fact {
  word: string
  grant: Grant | null
  named: { name: string; values: string[] } | null
}
export function factsOf(facts: string, roles: readonly Role[]): Fact[] {
  return facts.split(' ').filter(Boolean).map((word) => {
    const [, name, unit, subtree] = /^([a-z_]+)(?::([0-9a-f-]{36}))?(\/\*)?$/.exec(word) ?? []
    const role = roles.find((known) => known === name)
    const [, key, values] = /^([a-z0-9_]+)=(.+)$/.exec(word) ?? []
    return {
      word,
      grant: role ? { role, unit, subtree: subtree !== undefined } : null,
      named: key && values ? { name: key, values: values.split(',') } : null,
    }
  })
}

/** "ABCD EFGH": a secret in groups of four, easier to copy by hand. */
export const inGroups = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')

/** A code as typed: spaces and full-width digits do no harm. */
export const cleanCode = (typed: string): string => typed.normalize('NFKC').replace(/\s/g, '')
export const isCode = (code: string): boolean => /^\d{6}$/.test(code)

export type KeyState = 'revoked' | 'expired' | 'alive'
export function stateOfKey(key: { revoked_at?: string | null; expires_at: string }, now: Date): KeyState {
  if (key.revoked_at) return 'revoked'
  return new Date(key.expires_at) <= now ? 'expired' : 'alive'
}
