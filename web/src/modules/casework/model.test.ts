import { describe, expect, it } from 'vitest'
import type { Draft } from './draft'
import { allowedStep, fromFragment, inFours, missingOn, proofOf, stepOf, trackAddress } from './model'

const draft = (more: Partial<Draft> = {}): Draft => ({
  kind: 'help', subject: '暖气不热', body: '从十一月五日起家里只有十五度。', visibility: 'everyone', place: '和平街3号',
  point: null, unit: '', unit_name: '', category: '', signature: '', names: [],
  file_token: '0'.repeat(32), files: [], ...more,
})

describe('the pages of the form', () => {
  it('ask for what is missing, each at its field', () => {
    const empty = draft({ kind: '', subject: ' ', body: '短', place: '' })
    expect(missingOn(1, empty).map(({ field }) => field)).toEqual(['kind', 'subject', 'body'])
    expect(missingOn(2, empty).map(({ field }) => field)).toEqual(['place'])
    expect(missingOn(1, draft())).toEqual([])
    expect(missingOn(2, draft({ place: '', point: { lat_e6: 1, lon_e6: 2 } }))).toEqual([])
  })
  it('tell what is too long, counted as the server counts', () => {
    const limits = { body: 12, place: 4 }
    expect(missingOn(1, draft({ body: '𠮷'.repeat(12) }), limits)).toEqual([])
    const tooLong = { field: 'body', key: 'casework.form.too_long', values: { max: 12 } }
    expect(missingOn(1, draft({ body: '𠮷'.repeat(13) }), limits)).toEqual([tooLong])
    expect(missingOn(2, draft({ place: '和平街3号' }), limits).map(({ field }) => field)).toEqual(['place'])
  })
  it('cannot be skipped by the address', () => {
    expect(allowedStep(4, draft())).toBe(4)
    expect(allowedStep(4, draft({ place: '' }))).toBe(2)
    expect(allowedStep(9, draft())).toBe(4)
    expect(allowedStep(Number.NaN, draft())).toBe(1)
  })
  it('lead back to the page of a wrong field', () => {
    expect(stepOf('contact/contact')).toBe(3)
    expect(stepOf('unit')).toBe(2)
    expect(stepOf('names/0')).toBe(4)
  })
})

describe('number and receipt', () => {
  it('are read from the fragment however they were written down', () => {
    expect(fromFragment('#number=2026%201234%205678%209&receipt=1111-2222-3333-4444')).toEqual({
      number: '2026123456789', receipt: '1111222233334444',
    })
    expect(fromFragment(trackAddress('1', '2').split('#')[1]!)).toEqual({ number: '1', receipt: '2' })
    expect(fromFragment('')).toEqual({ number: '', receipt: '' })
  })
  it('are shown in fours', () => {
    expect(inFours('2026123456789')).toBe('2026 1234 5678 9')
  })
})

it('the proof of a clock begins on the civil day of the installation', () => {
  const proof = proofOf({
    stage: 'reply', round: 1, started_at: '2026-11-01T17:00:00.000Z', due: { day: '2026-11-03' }, clock: 'working_days',
    amount: 1, rule_version: 1, calendar_version: 1, days: [{ day: '2026-11-03', number: 1, reason: 'counted' }],
  })
  expect(proof).toMatchObject({ start: '2026-11-02', due_day: '2026-11-03', skipped: 0 })
})
