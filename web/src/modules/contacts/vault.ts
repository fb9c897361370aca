// The officer's unlocked key: in memory for as long as the document lives, never stored. Pages that
// use it are documents of their own (`ownDocument`), so leaving them forgets it.
import { shallowRef } from 'vue'
import type { OwnKey } from './api'
import { unlock, type BoxPair } from './model'
import { loadSodium } from './sodium'

const pair = shallowRef<BoxPair | null>(null)

/** Lets the browser show that work has begun before it is kept busy. */
const shown = (): Promise<void> => new Promise((done) => setTimeout(done, 50))

/** False when the passphrase is wrong. Takes about a second. */
async function open(own: OwnKey, passphrase: string): Promise<boolean> {
  const sodium = await loadSodium()
  await shown()
  pair.value = unlock(sodium, own, passphrase)
  return pair.value !== null
}

export const vault = { pair, open }
