import { describe, expect, it } from 'vitest'
import type { Duty, Grant, WhoAmI } from './api'
import { cleanCode, conflicts, factsOf, inGroups, isCode, mayHaveUnit, needsUnit, pagesFor, stateOfKey } from './model'

const duties: Duty[] = [
  { role: 'auditor', reach: 'everywhere', apart: ['inspector', 'unit_head'], apart_in_one_unit: [] },
  { role: 'unit_handler', reach: 'in_units', apart: ['inspector'], apart_in_one_unit: ['unit_head'] },
  { role: 'unit_head', reach: 'in_units', apart: ['inspector'], apart_in_one_unit: ['unit_handler'] },
  { role: 'inspector', reach: 'anywhere', apart: ['auditor', 'unit_handler', 'unit_head'], apart_in_one_unit: [] },
]
const grant = (role: Grant['role'], unit?: string): Grant => ({ role, unit, subtree: false })

describe('conflicts', () => {
  it.each([
    ['handler and head of one unit', [grant('unit_handler', 'a'), grant('unit_head', 'a')], 1],
    ['handler and head of two units', [grant('unit_handler', 'a'), grant('unit_head', 'b')], 0],
    ['an auditor who inspects', [grant('auditor'), grant('inspector')], 1],
    ['one role twice', [grant('inspector', 'a'), grant('inspector', 'b')], 0],
    ['nothing chosen', [], 0],
  ])('%s', (_why, grants, want) => expect(conflicts(grants, duties)).toHaveLength(want))

  it('names a pair once', () => {
    const grants = [grant('auditor'), grant('inspector', 'a'), grant('inspector', 'b')]
    expect(conflicts(grants, duties)).toHaveLength(1)
  })
})

it('asks for a unit where the duty lies in units', () => {
  expect(needsUnit('unit_head', duties)).toBe(true)
  expect(needsUnit('inspector', duties)).toBe(false)
  expect(mayHaveUnit('auditor', duties)).toBe(false)
})

it('shows the pages a person may use', () => {
  const me = (role: Grant['role'], pages: string[]): WhoAmI =>
    ({ id: '', name: '', display_name: '', unmet_roles: [], grants: [grant(role)], named_pages: pages })
  const paths = (role: Grant['role'], ...named: string[]) => pagesFor(me(role, named)).map((page) => page.path)
  expect(paths('administrator')).toContain('/staff/accounts')
  expect(paths('auditor')).toContain('/staff/security-log')
  expect(paths('juror')).toEqual(['/staff', '/staff/keys', '/account'])
  expect(paths('juror', '/staff/appraisals')).toEqual(['/staff', '/staff/appraisals', '/staff/keys', '/account'])
  for (const role of ['programme_office', 'auditor', 'unit_head'] as const) {
    expect(paths(role, '/staff/appraisals').filter((path) => path === '/staff/appraisals'), role).toHaveLength(1)
    expect(paths(role), role).toContain('/staff/appraisals')
  }
})

it('reads codes as people type them', () => {
  expect(cleanCode(' １２３ 456')).toBe('123456')
  expect(isCode('123456')).toBe(true)
  expect(isCode('12345a')).toBe(false)
  expect(inGroups('ABCDEFGHIJ')).toBe('ABCD EFGH IJ')
})

it('tells the state of a key', () => {
  const now = new Date('2026-11-23T00:00:00Z')
  expect(stateOfKey({ expires_at: '2026-11-24T00:00:00Z' }, now)).toBe('alive')
  expect(stateOfKey({ expires_at: '2026-11-23T00:00:00Z' }, now)).toBe('expired')
  expect(stateOfKey({ expires_at: '2027-01-01T00:00:00Z', revoked_at: '2026-11-22T00:00:00Z' }, now)).toBe('revoked')
})

describe('factsOf', () => {
  const unit = '01a206db-4c6e-7e0a-8fab-9047065d5980'
  it.each([
    ['a role', 'juror', { role: 'juror', unit: undefined, subtree: false }],
    ['a role in a unit', `unit_head:${unit}`, { role: 'unit_head', unit, subtree: false }],
    ['and below', `unit_handler:${unit}/*`, { role: 'unit_handler', unit, subtree: true }],
    ['something else', 'public.read', null],
    ['no role of ours', 'mayor', null],
  ])('%s', (_why, word, grant) => {
    expect(factsOf(word, ['juror', 'unit_head', 'unit_handler'])).toEqual([{ word, grant, named: null }])
  })
  it('of values under a name', () => {
    expect(factsOf('version=3 years=2026,2027', []).map((fact) => fact.named)).toEqual([
      { name: 'version', values: ['3'] },
      { name: 'years', values: ['2026', '2027'] },
    ])
  })
  it('of nothing', () => expect(factsOf('', [])).toEqual([]))
})
