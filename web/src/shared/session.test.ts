import { describe, expect, it } from 'vitest'
import { returnAddress } from './session'

describe('returnAddress', () => {
  it.each([
    ['a page of ours', '/staff/keys?q=1', '/staff/keys?q=1'],
    ['nothing', undefined, '/staff'],
    ['another site', 'https://example.org/', '/staff'],
    ['another site without scheme', '//example.org', '/staff'],
    ['another site with a backslash', '/\\example.org', '/staff'],
    ['a script', 'javascript:alert(1)', '/staff'],
  ])('%s', (_why, wanted, want) => expect(returnAddress(wanted)).toBe(want))
})
