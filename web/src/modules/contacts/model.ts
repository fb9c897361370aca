// The officer's half of sealing (server/modules/contacts has the other): what the browser makes,
// unlocks and reads. Passphrase and private keys never leave it.
import type { Access, Lock, Officer, Overview, SealedBox } from './api'
import type { Sodium } from './sodium'

/** argon2id for passphrases: 3 passes over 128 MiB, about a second in a browser. */
const passes = 3
const memoryKib = 131_072
/** Boxes are padded to steps of so many octets. */
const paddingBlock = 256

/** A key pair as raw octets. */
export interface BoxPair {
  publicKey: Uint8Array
  privateKey: Uint8Array
}
export interface Plain {
  name: string
  contact: string
}

const encode = (sodium: Sodium, octets: Uint8Array): string =>
  sodium.to_base64(octets, sodium.base64_variants.URLSAFE_NO_PADDING)
const decode = (sodium: Sodium, text: string): Uint8Array =>
  sodium.from_base64(text, sodium.base64_variants.URLSAFE_NO_PADDING)

/** What `work` answers, or null where libsodium refuses: a wrong key, or something tampered with. */
function orNull<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

// --- Passphrases ---

export const passphraseMin = 12
export type Strength = 'too_short' | 'too_plain' | 'fair' | 'good'

/** A hint, not a proof: length counts most, a Chinese character for two. */
export function strengthOf(passphrase: string): Strength {
  const characters = Array.from(passphrase.normalize('NFKC'))
  const weight = characters.reduce((sum, one) => sum + (/\p{Script=Han}/u.test(one) ? 2 : 1), 0)
  if (weight < passphraseMin) return 'too_short'
  if (new Set(characters).size < 5) return 'too_plain'
  return weight < 20 ? 'fair' : 'good'
}

/** The same passphrase typed on another keyboard (full-width, composed) makes the same key. */
function keyOf(sodium: Sodium, passphrase: string, lock: Pick<Lock, 'passes' | 'memory_kib'>, salt: Uint8Array) {
  return sodium.crypto_pwhash(
    sodium.crypto_secretbox_KEYBYTES,
    passphrase.normalize('NFKC'),
    salt,
    lock.passes,
    lock.memory_kib * 1024,
    sodium.crypto_pwhash_ALG_ARGON2ID13,
  )
}

// --- The officer's own key ---

const lockContext = 'pingyi officer key v1'

export function makePair(sodium: Sodium): BoxPair {
  const { publicKey, privateKey } = sodium.crypto_box_keypair()
  return { publicKey, privateKey }
}

/** The private key under the passphrase: all that the server keeps of it. */
export function lockWith(sodium: Sodium, privateKey: Uint8Array, passphrase: string): Lock {
  const salt = sodium.randombytes_buf(sodium.crypto_pwhash_SALTBYTES)
  const key = keyOf(sodium, passphrase, { passes, memory_kib: memoryKib }, salt)
  const nonce = sodium.randombytes_buf(sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
  const sealed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(privateKey, lockContext, null, nonce, key)
  sodium.memzero(key)
  const box = new Uint8Array(nonce.length + sealed.length)
  box.set(nonce)
  box.set(sealed, nonce.length)
  return { salt: encode(sodium, salt), passes, memory_kib: memoryKib, box: encode(sodium, box) }
}

/** Opens a box of nonce and ciphertext. */
function openBox(sodium: Sodium, box: Uint8Array, context: string, key: Uint8Array): Uint8Array {
  const nonceBytes = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
  return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
    null, box.subarray(nonceBytes), context, box.subarray(0, nonceBytes), key,
  )
}

/** The pair behind a private key, if it is the one that the server says. */
function pairOf(sodium: Sodium, privateKey: Uint8Array, publicKey: string): BoxPair | null {
  const derived = sodium.crypto_scalarmult_base(privateKey)
  return encode(sodium, derived) === publicKey ? { publicKey: derived, privateKey } : null
}

/** The officer's pair; null when the passphrase is wrong. */
export function unlock(
  sodium: Sodium, own: { public_key: string; lock: Lock }, passphrase: string,
): BoxPair | null {
  return orNull(() => {
    const key = keyOf(sodium, passphrase, own.lock, decode(sodium, own.lock.salt))
    const privateKey = openBox(sodium, decode(sodium, own.lock.box), lockContext, key)
    sodium.memzero(key)
    return pairOf(sodium, privateKey, own.public_key)
  })
}

// --- Access to call-back pairs ---

/** A private key sealed to somebody's public key. */
export const sealTo = (sodium: Sodium, publicKey: string, privateKey: Uint8Array): string =>
  encode(sodium, sodium.crypto_box_seal(privateKey, decode(sodium, publicKey)))

/** The call-back pair that an access opens; null when it is not for this key or was changed. */
export function pairBehind(sodium: Sodium, own: BoxPair, access: Access): BoxPair | null {
  return orNull(() => {
    const sealed = decode(sodium, access.sealed)
    const privateKey = sodium.crypto_box_seal_open(sealed, own.publicKey, own.privateKey)
    return pairOf(sodium, privateKey, access.public_key)
  })
}

/** Everything that `own` opens, sealed to another key as well. */
export function carryOver(
  sodium: Sodium, own: BoxPair, held: Access[], toPublicKey: string,
): { pair: string; sealed: string }[] {
  return held.flatMap((access) => {
    const pair = pairBehind(sodium, own, access)
    return pair ? [{ pair: access.pair, sealed: sealTo(sodium, toPublicKey, pair.privateKey) }] : []
  })
}

export const textOfKey = (sodium: Sodium, publicKey: Uint8Array): string => encode(sodium, publicKey)

/** "1a2b 3c4d …": 80 bits of the hash of a public key, to compare by telephone. */
export function fingerprint(sodium: Sodium, publicKey: string): string {
  const hash = sodium.to_hex(sodium.crypto_hash_sha256(decode(sodium, publicKey)))
  return (hash.slice(0, 20).match(/.{4}/g) ?? []).join(' ')
}

// --- Contacts ---

/** Name and contact; null when the box is not for this pair, this contact, or was changed. */
export function readContact(sodium: Sodium, own: BoxPair, held: Access[], sealed: SealedBox): Plain | null {
  const access = held.find((one) => one.pair === sealed.pair)
  const pair = access && pairBehind(sodium, own, access)
  if (!pair) return null
  return orNull(() => {
    const dataKey = sodium.crypto_box_seal_open(
      decode(sodium, sealed.data_key), pair.publicKey, pair.privateKey,
    )
    const context = `pingyi contact v1 ${sealed.contact}`
    const padded = openBox(sodium, decode(sodium, sealed.box), context, dataKey)
    const text = sodium.to_string(sodium.unpad(padded, paddingBlock))
    const end = text.indexOf('\n')
    return { name: text.slice(0, end), contact: text.slice(end + 1) }
  })
}

// --- Who can open what ---

const currentPair = (all: Overview): string | undefined => all.pairs.find((pair) => pair.current)?.id

/** Also the last part of the text that says so. */
export type AccessState = 'no_key' | 'no_access' | 'access'
export function accessOf(officer: Officer, all: Overview): AccessState {
  if (!officer.key) return 'no_key'
  const current = currentPair(all)
  return current && officer.key.opens.includes(current) ? 'access' : 'no_access'
}
export const withAccess = (all: Overview): Officer[] =>
  all.officers.filter((officer) => accessOf(officer, all) === 'access')

/** An officer with a key that does not open the present pair yet. */
export const isWaiting = (officer: Officer, all: Overview): boolean =>
  officer.is_officer && accessOf(officer, all) === 'no_access' && currentPair(all) !== undefined

/** The only one whose key opens the present pair. */
export function isLast(account: string, all: Overview): boolean {
  const able = withAccess(all)
  return able.length === 1 && able[0]?.account === account
}
