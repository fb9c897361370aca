// @vitest-environment node
// What the browser does with sealing keys, against a contact that the server sealed (vectors.json,
// which the server's tests read too).
import { beforeAll, describe, expect, it } from 'vitest'
import vectors from '@server/modules/contacts/vectors.json'
import type { Access, Overview } from './api'
import {
  accessOf, carryOver, fingerprint, isLast, isWaiting, lockWith, makePair, pairBehind, readContact, sealTo,
  strengthOf, textOfKey, unlock, withAccess, type BoxPair,
} from './model'
import { loadSodium, type Sodium } from './sodium'

const patient = 120_000 // argon2id over 128 MiB, also on a busy machine
const access: Access[] = [{ pair: vectors.pair.id, public_key: vectors.pair.public_key, sealed: vectors.access }]
let sodium: Sodium
let own: BoxPair

/** The text with one bit of its first or last octets changed. */
function changed(text: string, at: number): string {
  const octets = sodium.from_base64(text, sodium.base64_variants.URLSAFE_NO_PADDING)
  const index = at < 0 ? octets.length + at : at
  octets[index] = octets[index]! ^ 1
  return sodium.to_base64(octets, sodium.base64_variants.URLSAFE_NO_PADDING)
}

beforeAll(async () => {
  sodium = await loadSodium()
  own = unlock(sodium, vectors.own, vectors.passphrase)!
}, patient)

describe('a contact that the server sealed', () => {
  it('is read with the passphrase of the officer', () => {
    expect(own).not.toBeNull()
    expect(readContact(sodium, own, access, vectors.sealed)).toEqual(vectors.plain)
  })

  it.each([
    ['box', 0], ['box', 30], ['box', -1], ['data_key', 0], ['data_key', -1],
  ] as const)('is refused when its %s was changed at %i', (part, at) => {
    const tampered = { ...vectors.sealed, [part]: changed(vectors.sealed[part], at) }
    expect(readContact(sodium, own, access, tampered)).toBeNull()
  })

  it('is refused under the id of another contact, without access, and with another key', () => {
    const moved = { ...vectors.sealed, contact: vectors.sealed.contact.replace(/.$/, '0') }
    expect(moved.contact).not.toBe(vectors.sealed.contact)
    expect(readContact(sodium, own, access, moved)).toBeNull()
    expect(readContact(sodium, own, [], vectors.sealed)).toBeNull()
    expect(readContact(sodium, makePair(sodium), access, vectors.sealed)).toBeNull()
  })

  it('is refused when the server names another pair than the access opens', () => {
    const other = [{ ...access[0]!, public_key: textOfKey(sodium, makePair(sodium).publicKey) }]
    expect(readContact(sodium, own, other, vectors.sealed)).toBeNull()
  })
})

describe('a passphrase', () => {
  it('unlocks what it locked, and nothing else does', () => {
    const pair = makePair(sodium)
    const public_key = textOfKey(sodium, pair.publicKey)
    const lock = lockWith(sodium, pair.privateKey, 'five plain words of tea')
    expect(unlock(sodium, { public_key, lock }, 'five plain words of tea')).toEqual(pair)
    expect(unlock(sodium, { public_key, lock }, 'five plain words of teA')).toBeNull()
    expect(unlock(sodium, { public_key: vectors.pair.public_key, lock }, 'five plain words of tea')).toBeNull()
  }, patient)

  it('is measured by length and variety', () => {
    expect(strengthOf('')).toBe('too_short')
    expect(strengthOf('elevenchars')).toBe('too_short')
    expect(strengthOf('山高水长茶香')).toBe('fair')
    expect(strengthOf('aaaaaaaaaaaaaaaaaaaaaa')).toBe('too_plain')
    expect(strengthOf('twelve chars')).toBe('fair')
    expect(strengthOf('morning tea by the west lake')).toBe('good')
  })
})

describe('access', () => {
  it('goes from one officer to another and opens the same contacts', () => {
    const next = makePair(sodium)
    const given = carryOver(sodium, own, access, textOfKey(sodium, next.publicKey))
    expect(given).toHaveLength(1)
    const held = [{ ...access[0]!, sealed: given[0]!.sealed }]
    expect(readContact(sodium, next, held, vectors.sealed)).toEqual(vectors.plain)
    expect(pairBehind(sodium, own, held[0]!)).toBeNull()
  })

  it('is sealed in 80 octets and refused when changed', () => {
    const pair = makePair(sodium)
    const sealed = sealTo(sodium, textOfKey(sodium, own.publicKey), pair.privateKey)
    expect(sealed).toHaveLength(107)
    const public_key = textOfKey(sodium, pair.publicKey)
    expect(pairBehind(sodium, own, { pair: 'p', public_key, sealed })).toEqual(pair)
    expect(pairBehind(sodium, own, { pair: 'p', public_key, sealed: changed(sealed, 60) })).toBeNull()
  })
})

it('says a fingerprint in groups of four', () => {
  expect(fingerprint(sodium, vectors.pair.public_key)).toMatch(/^([0-9a-f]{4} ){4}[0-9a-f]{4}$/)
  expect(fingerprint(sodium, vectors.own.public_key)).not.toBe(fingerprint(sodium, vectors.pair.public_key))
})

describe('who can open what', () => {
  const key = (id: string, ...opens: string[]) => ({ id, public_key: '', made_at: '', opens })
  const person = (account: string, more: object) => ({ account, display_name: account, is_officer: true, ...more })
  const pair = (id: string, number: number, current: boolean) =>
    ({ id, number, public_key: '', made_at: '', current })
  const all: Overview = {
    pairs: [pair('p2', 2, true), pair('p1', 1, false)],
    officers: [
      person('ann', { key: key('a', 'p1', 'p2') }), person('ben', { key: key('b', 'p1') }), person('cat', {}),
      person('dan', { is_officer: false, key: key('d') }),
    ],
  }
  it('tells the states apart', () => {
    const { officers } = all
    expect(officers.map((officer) => accessOf(officer, all))).toEqual(['access', 'no_access', 'no_key', 'no_access'])
    expect(officers.map((officer) => isWaiting(officer, all))).toEqual([false, true, false, false])
    expect(withAccess(all).map(({ account }) => account)).toEqual(['ann'])
    expect([isLast('ann', all), isLast('ben', all)]).toEqual([true, false])
  })
})
