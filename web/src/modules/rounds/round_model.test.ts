import { describe, expect, test } from 'vitest'
import type { Round } from './round_api'
import { emptyPlan, lacking, nextOf, planOf, stationsOf, way } from './round_model'

describe('the way of a round', () => {
  const line = (to: Round['state']): Pick<Round, 'timeline'> => ({
    timeline: [{ at: '', step: 'rectify', from: 'published', to, reason: '' }],
  })

  test('has one place that is here', () => {
    for (const state of way) {
      const stations = stationsOf({ state, timeline: [] })
      expect(stations.filter(({ is }) => is === 'here').map((each) => each.state)).toEqual([state])
      expect(stations).toHaveLength(way.length)
    }
  })
  test('shows appeals and rectification only where it goes through them', () => {
    expect(stationsOf({ state: 'appeals', timeline: [] }).map(({ state }) => state)).toContain('appeals')
    const done = stationsOf({ state: 'archived', ...line('rectification') })
    expect(done.map(({ state }) => state)).toContain('rectification')
  })
  test('stays where a round is held or was given up', () => {
    const held = stationsOf({ state: 'suspended', held: 'verified', timeline: [] })
    expect(held[6]).toEqual({ state: 'verified', is: 'here' })
    const given = stationsOf({ state: 'voided', ...line('voided') })
    expect(given.find(({ is }) => is === 'here')?.state).toBe('published')
  })
})

test('says once what comes next, and for whom', () => {
  const next = [
    { step: 'compute', who: 'office' }, { step: 'compute', who: 'agency' }, { step: 'void_round', who: 'office' },
  ] as never
  expect(nextOf({ next })).toEqual([{ step: 'compute', who: ['office', 'agency'] }])
})

test('a plan without name and scheme lacks them, and empty days are not sent', () => {
  const draft = emptyPlan(2026)
  expect(lacking(draft).map(({ field }) => field)).toEqual(['name', 'scheme'])
  expect(planOf({ ...draft, name: ' 评议 ', scheme: 's' })).toEqual({
    name: '评议', name_en: undefined, scheme: 's', from: '2026-01', until: '2026-12',
    closes_on: undefined, appeals_until: undefined,
  })
})
