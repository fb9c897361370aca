// Receipts (C2SP tlog-proof) checked in the browser, as `pingyi verify --receipt` does it: nothing
// is sent anywhere, and nothing of this page is needed to repeat it.
import { Flaw } from './flaw'
import { checkpointOf, noteOf, signersOf, type Checkpoint, type Signer } from './note'
import { equal, hash, hashOf, hex, numberOf, octetsOf, type Octets } from './octets'
import { policyOf } from './policy'

export { prepare } from './note'

export interface Receipt {
  index: bigint
  proof: Octets[]
  note: string
  /** What was recorded, if the receipt carries it. */
  entry: Octets | null
}

export interface Verdict {
  index: bigint
  /** Hash of the recorded entry, in hex. */
  leaf: string
  checkpoint: Checkpoint
  signers: Signer[]
}

const proofMax = 63
const leafMark = Uint8Array.of(0)
const nodeMark = Uint8Array.of(1)

export const leafHash = (entry: Octets): Octets => hash(leafMark, entry)
const nodeHash = (left: Octets, right: Octets): Octets => hash(nodeMark, left, right)

/** RFC 9162, section 2.1.3.2. */
export function isIncluded(index: bigint, size: bigint, leaf: Octets, proof: Octets[], root: Octets): boolean {
  if (index >= size) return false
  let at = index
  let last = size - 1n
  let found = leaf
  for (const sibling of proof) {
    if (last === 0n) return false
    if ((at & 1n) === 1n || at === last) {
      found = nodeHash(sibling, found)
      while ((at & 1n) === 0n && at !== 0n) {
        at >>= 1n
        last >>= 1n
      }
    } else {
      found = nodeHash(found, sibling)
    }
    at >>= 1n
    last >>= 1n
  }
  return last === 0n && equal(found, root)
}

export function receiptOf(text: string): Receipt {
  const refuse = (detail: string): never => {
    throw new Flaw('receipt', detail)
  }
  const gap = text.indexOf('\n\n')
  const [first, ...lines] = text.slice(0, Math.max(gap, 0)).split('\n')
  if (first !== 'c2sp.org/tlog-proof@v1') refuse('the first line')
  let entry: Octets | null = null
  if (lines[0]?.startsWith('extra ')) {
    entry = octetsOf(lines.shift()!.slice('extra '.length))
    if (!entry?.length) refuse('the entry')
  }
  const index = /^index (.*)$/.exec(lines.shift() ?? '')?.[1]
  const proof = lines.map((line) => hashOf(line) ?? refuse('a hash'))
  if (proof.length > proofMax) refuse('too many hashes')
  return {
    index: numberOf(index ?? '') ?? refuse('the index'),
    proof,
    note: text.slice(gap + 2),
    entry,
  }
}

/** The origin of the log that a receipt comes from, before anything is checked. */
export const originOf = (text: string): string => checkpointOf(noteOf(receiptOf(text).note).text).origin

/** Says what the receipt proves under the policy, or throws the Flaw that is found first. */
export function verdictOf(text: string, policyText: string, entry?: Octets): Verdict {
  const receipt = receiptOf(text)
  const policy = policyOf(policyText)
  const note = noteOf(receipt.note)
  const signers = signersOf(note, [...policy.logs, ...policy.witnesses])
  const checkpoint = checkpointOf(note.text)
  const logs = signers.filter(({ key }) => key.type === 'ed25519')
  if (logs.length === 0) throw new Flaw('not_signed')
  if (!logs.some(({ key }) => key.name === checkpoint.origin)) throw new Flaw('origin')
  if (!policy.isEnough(signers)) throw new Flaw('quorum')
  const recorded = entry ?? receipt.entry
  if (!recorded) throw new Flaw('no_entry')
  const leaf = leafHash(recorded)
  if (!isIncluded(receipt.index, checkpoint.size, leaf, receipt.proof, checkpoint.root)) {
    throw new Flaw('proof')
  }
  return { index: receipt.index, leaf: hex(leaf), checkpoint, signers }
}
