import { sha256 } from '@noble/hashes/sha2.js'
import { describe, expect, it } from 'vitest'
import { cleanSecret, freshSecret } from './draws'

describe('a secret of a draw', () => {
  it('has 32 octets, and a commitment that is its hash', () => {
    const { secret, commitment } = freshSecret()
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    const octets = Uint8Array.from(secret.match(/../g)!, (digits) => parseInt(digits, 16))
    expect(commitment).toBe(Array.from(sha256(octets), (octet) => octet.toString(16).padStart(2, '0')).join(''))
    expect(freshSecret().secret).not.toBe(secret)
  })
  it('is read as people type it', () => {
    expect(cleanSecret(' ABcd\n０1 ')).toBe('abcd01')
  })
})
