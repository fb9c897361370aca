// Octets, numbers and lines as the formats of public logs have them: one way to write each.
import { sha256 } from '@noble/hashes/sha2.js'

export type Octets = Uint8Array

const encoder = new TextEncoder()
export const utf8 = (text: string): Octets => encoder.encode(text)

export function joined(...parts: Octets[]): Octets {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export const equal = (a: Octets, b: Octets): boolean =>
  a.length === b.length && a.every((octet, index) => octet === b[index])

export const hash = (...parts: Octets[]): Octets => sha256(joined(...parts))

export const hex = (octets: Octets): string =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('')

export function base64(octets: Octets): string {
  let text = ''
  for (const octet of octets) text += String.fromCharCode(octet)
  return btoa(text)
}

/** Only what `base64` writes is read: padded, without white space, no stray bits at the end. */
export function octetsOf(text: string): Octets | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  const octets = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  return base64(octets) === text ? octets : null
}

/** A hash of 32 octets in base64. */
export function hashOf(text: string): Octets | null {
  const octets = octetsOf(text)
  return octets?.length === 32 ? octets : null
}

export function bigEndian(octets: Octets): bigint {
  return octets.reduce((number, octet) => (number << 8n) | BigInt(octet), 0n)
}

const numberMax = (1n << 63n) - 1n

/** Digits without a zero in front, at most 2^63 - 1. */
export function numberOf(digits: string): bigint | null {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(digits)) return null
  const number = BigInt(digits)
  return number <= numberMax ? number : null
}
