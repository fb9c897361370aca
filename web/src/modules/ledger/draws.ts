// The calls of lots drawn in public, in the words of server/modules/lots/README.md, and a secret
// that is made here and told to nobody.
import type { components } from '@/shared/api'
import { call } from '@/shared/http'
import { hash, hex } from './octets'

type Schemas = components['schemas']
export type Draw = Schemas['ledger.DrawView']
/** The two that contribute: the programme office is 1, the auditors are 2. */
export type Office = 1 | 2

const lines = { 'Content-Type': 'text/plain' }

export const listDraws = () => call<Schemas['ledger.PageOfDrawView']>('GET', '/api/ledger/draws')
export const freezeDraw = (list: Blob, places: number, key: string) =>
  call<Schemas['lots.MadeDraw']>('POST', '/api/ledger/draws', { body: list, query: { places }, headers: lines, key })
const step = (draw: Draw, name: string, body: unknown) =>
  call<void>('PUT', `/api/ledger/draws/${draw.id}/${name}`, { body })
export const commitTo = (draw: Draw, secret: Secret) => step(draw, 'commitment', { commitment: secret.commitment })
export const reveal = (draw: Draw, secret: string) => step(draw, 'secret', { secret })
export const nameFailed = (draw: Draw, office: Office) => step(draw, 'failure', { office })

export interface Secret {
  /** 32 octets in hex, for the office to keep. */
  secret: string
  /** Their SHA-256 in hex, for everybody. */
  commitment: string
}
export function freshSecret(): Secret {
  const octets = crypto.getRandomValues(new Uint8Array(32))
  return { secret: hex(octets), commitment: hex(hash(octets)) }
}
/** A secret as typed: spaces, line ends and capitals do no harm. */
export const cleanSecret = (typed: string): string => typed.normalize('NFKC').replace(/\s/g, '').toLowerCase()
