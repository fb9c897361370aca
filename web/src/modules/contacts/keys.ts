// What an officer does on the page of sealing keys: makes keys here, keeps on the server what it may
// have.
import { giveAccess, saveOwnKey, savePair, type OwnKey, type Overview } from './api'
import { carryOver, lockWith, makePair, sealTo, textOfKey, withAccess, type BoxPair } from './model'
import { loadSodium } from './sodium'

/** A first key, or one after a lost passphrase: it opens nothing until somebody gives it access. */
export async function makeOwnKey(
  passphrase: string, replaces: OwnKey | null, giveUp: boolean, once: string,
): Promise<BoxPair> {
  const sodium = await loadSodium()
  const pair = makePair(sodium)
  const public_key = textOfKey(sodium, pair.publicKey)
  const lock = lockWith(sodium, pair.privateKey, passphrase)
  await saveOwnKey({ public_key, lock, replaces: replaces?.id, access: [], give_up: giveUp }, once)
  return pair
}

/** Another passphrase is a new key that takes all access along. */
export async function changePassphrase(
  passphrase: string, present: OwnKey, unlocked: BoxPair, once: string,
): Promise<BoxPair> {
  const sodium = await loadSodium()
  const pair = makePair(sodium)
  const public_key = textOfKey(sodium, pair.publicKey)
  const lock = lockWith(sodium, pair.privateKey, passphrase)
  const access = carryOver(sodium, unlocked, present.access, public_key)
  await saveOwnKey({ public_key, lock, replaces: present.id, access, give_up: false }, once)
  return pair
}

/** The call-back pair, sealed to one's own key and to all who can open the present one. */
export async function makeCallBackPair(own: OwnKey, all: Overview, once: string): Promise<void> {
  const sodium = await loadSodium()
  const pair = makePair(sodium)
  const keys = new Map([[own.id, own.public_key]])
  for (const { key } of withAccess(all)) if (key) keys.set(key.id, key.public_key)
  const access = [...keys].map(([key, publicKey]) => ({ key, sealed: sealTo(sodium, publicKey, pair.privateKey) }))
  const public_key = textOfKey(sodium, pair.publicKey)
  const replaces = all.pairs.find((one) => one.current)?.id
  sodium.memzero(pair.privateKey)
  await savePair({ public_key, replaces, access }, once)
}

/** Lets another key open everything that one's own opens. */
export async function shareAccess(
  own: OwnKey, unlocked: BoxPair, to: { id: string; public_key: string },
): Promise<void> {
  const sodium = await loadSodium()
  await giveAccess(to.id, carryOver(sodium, unlocked, own.access, to.public_key))
}
