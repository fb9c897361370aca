// Signed notes (C2SP signed-note), the checkpoints in them (tlog-checkpoint) and the cosignatures of
// witnesses (tlog-cosignature). The server has the same in platform/tlog.
import { hashes, Point, verify as verifyEd25519 } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { Flaw } from './flaw'
import { bigEndian, equal, hash, hashOf, hex, joined, numberOf, octetsOf, utf8, type Octets } from './octets'

hashes.sha512 = sha512

export type KeyType = 'ed25519' | 'cosignature'
const types: Record<number, KeyType> = { 1: 'ed25519', 4: 'cosignature' }

export interface Key {
  name: string
  type: KeyType
  id: Octets
  octets: Octets
  text: string
}

interface Signature {
  name: string
  id: Octets
  octets: Octets
}

export interface Note {
  /** Ends in a line feed. */
  text: string
  signatures: Signature[]
}

export interface Signer {
  key: Key
  /** When a witness saw it. */
  at?: Date
}

export interface Checkpoint {
  origin: string
  size: bigint
  root: Octets
}

const signaturesMax = 100
const isName = (name: string): boolean => name !== '' && !/[\s+\u0085]/u.test(name)

/** "name+id+base64". */
export function keyOf(text: string): Key {
  const [name = '', id = ''] = text.split('+', 2)
  const octets = octetsOf(text.slice(name.length + id.length + 2))
  if (!octets?.length || !isName(name)) throw new Flaw('policy', 'a key')
  const type = types[octets[0]!]
  if (!type) throw new Flaw('policy', 'a key of another type')
  const expected = hash(utf8(`${name}\n`), octets).slice(0, 4)
  if (octets.length !== 33 || id !== hex(expected)) throw new Flaw('policy', 'the id of a key')
  return { name, type, id: expected, octets: octets.slice(1), text }
}

function signatureOf(line: string): Signature {
  const [, name = '', base64 = ''] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? []
  const octets = octetsOf(base64)
  if (!isName(name) || !octets || octets.length <= 4) throw new Flaw('note', 'a signature')
  return { name, id: octets.slice(0, 4), octets: octets.slice(4) }
}

export function noteOf(note: string): Note {
  if (/[\0-\x09\x0b-\x1f]/.test(note)) throw new Flaw('note', 'a control character')
  const gap = note.lastIndexOf('\n\n')
  if (gap < 0 || !note.endsWith('\n') || gap + 2 === note.length) throw new Flaw('note', 'no signatures')
  const lines = note.slice(gap + 2, -1).split('\n')
  if (lines.length > signaturesMax) throw new Flaw('note', 'too many signatures')
  return { text: note.slice(0, gap + 1), signatures: lines.map(signatureOf) }
}

export function checkpointOf(text: string): Checkpoint {
  const lines = text.split('\n')
  const last = lines.pop()
  const [origin = '', digits = '', base64 = ''] = lines
  const size = numberOf(digits)
  const root = hashOf(base64)
  if (last !== '' || lines.length < 3 || lines.includes('') || size === null || !root) throw new Flaw('checkpoint')
  if (size === 0n && !equal(root, hash())) throw new Flaw('checkpoint', 'a root of nothing')
  return { origin, size, root }
}

/** Computes the tables that the first signature would wait for. */
export const prepare = (): void => void Point.BASE.multiply(2n)

/** Ed25519 as RFC 8032 has it, strictly. */
export const holds = (signature: Octets, message: Octets, key32: Octets): boolean => {
  try {
    return verifyEd25519(signature, message, key32, { zip215: false })
  } catch {
    return false // not a point, or another length
  }
}

/** The signer, or null when the signature does not hold. */
function checked(signature: Signature, key: Key, text: string): Signer | null {
  if (key.type === 'ed25519') return holds(signature.octets, utf8(text), key.octets) ? { key } : null
  if (signature.octets.length !== 72) return null
  const seconds = bigEndian(signature.octets.slice(0, 8))
  const message = joined(utf8(`cosignature/v1\ntime ${seconds}\n`), utf8(text))
  if (seconds >> 63n !== 0n || !holds(signature.octets.slice(8), message, key.octets)) return null
  return { key, at: new Date(Number(seconds) * 1000) }
}

/** Checks the signatures of known keys and passes over all others. */
export function signersOf(note: Note, known: Key[]): Signer[] {
  const signers: Signer[] = []
  for (const signature of note.signatures) {
    const key = known.find(({ name, id }) => name === signature.name && equal(id, signature.id))
    if (!key) continue
    if (signers.some((signer) => signer.key === key)) throw new Flaw('double_signature', key.name)
    const signer = checked(signature, key, note.text)
    if (!signer) throw new Flaw('signature', key.name)
    signers.push(signer)
  }
  return signers
}
