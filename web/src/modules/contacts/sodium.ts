// libsodium, loaded once and only when a page needs it.
import type { default as Library } from 'libsodium-wrappers-sumo'

export type Sodium = typeof Library

let loading: Promise<Sodium> | undefined

export function loadSodium(): Promise<Sodium> {
  loading ??= import('libsodium-wrappers-sumo').then(async ({ default: sodium }) => {
    await sodium.ready
    return sodium
  })
  return loading
}
