// @vitest-environment node
// The vectors of other programs that platform/tlog is held against, and every flipped octet.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Flaw } from './flaw'
import { checkpointOf, holds, keyOf, noteOf, signersOf } from './note'
import { base64, numberOf, octetsOf, utf8 } from './octets'
import { policyOf } from './policy'
import { isIncluded, leafHash, originOf, prepare, receiptOf, verdictOf } from './receipt'

const shared = process.env.PINGYI_SHARED ?? resolve(import.meta.dirname, '../../../../../shared')
const isThere = existsSync(`${shared}/vectors`)
const vectors = <T>(name: string): T => JSON.parse(readFileSync(`${shared}/vectors/${name}`, 'utf8')) as T
const patient = 120_000 // also on a busy machine
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return ''
  } catch (error) {
    if (error instanceof Flaw) return error.code
    throw error
  }
}

interface Notes {
  log_vkey: string
  witness_vkeys: string[]
  checkpoints: { cosigned: string; body: string; cosigners: string[]; size: number }[]
  broken_notes: { signed: string; desc: string }[]
  broken_checkpoint_bodies: { signed: string; desc: string }[]
  tlog_proof_files: { proof_file: string; leaf: string; valid: boolean }[]
}

it('has its vectors in CI', () => {
  if (process.env.CI === 'true') expect(isThere).toBe(true)
})

describe.skipIf(!isThere)('what other programs made', () => {
  let notes: Notes
  let policy: string
  beforeAll(() => {
    notes = vectors<Notes>('tlog_notes.json')
    const witnesses = notes.witness_vkeys.map((key, index) => `witness w${index} ${key}\n`).join('')
    policy = `log ${notes.log_vkey}\n${witnesses}group g 2 w0 w1 w2\nquorum g\n`
  })

  it('checks Ed25519 as Wycheproof says', () => {
    interface Groups {
      numberOfTests: number
      testGroups: { publicKey: { pk: string }; tests: { msg: string; sig: string; result: string; tcId: number }[] }[]
    }
    const octets = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
    const all = vectors<Groups>('wycheproof/ed25519_test.json')
    let checked = 0
    for (const { publicKey, tests } of all.testGroups) {
      for (const { msg, sig, result, tcId } of tests) {
        expect(holds(octets(sig), octets(msg), octets(publicKey.pk)), `test ${tcId}`).toBe(result === 'valid')
        checked++
      }
    }
    expect(checked).toBe(all.numberOfTests)
  }, patient)

  it('reads keys and cosigned checkpoints', () => {
    const keys = [notes.log_vkey, ...notes.witness_vkeys].map(keyOf)
    expect(keys.map(({ type }) => type)).toEqual(['ed25519', 'cosignature', 'cosignature', 'cosignature'])
    for (const { cosigned, body, cosigners, size } of notes.checkpoints) {
      const note = noteOf(cosigned)
      expect(note.text).toBe(body)
      expect(signersOf(note, keys).map(({ key }) => key.name).slice(1)).toEqual(cosigners)
      expect(checkpointOf(note.text).size).toBe(BigInt(size))
    }
    for (const vkey of vectors<{ bad_vkeys: string[] }>('signed_note.json').bad_vkeys) {
      expect(codeOf(() => keyOf(vkey))).toBe('policy')
    }
  })

  it('refuses broken notes and checkpoints', () => {
    const key = keyOf(notes.log_vkey)
    for (const { signed, desc } of [...notes.broken_notes, ...notes.broken_checkpoint_bodies]) {
      const code = codeOf(() => {
        const note = noteOf(signed)
        if (signersOf(note, [key]).length === 0) throw new Flaw('not_signed')
        if (checkpointOf(note.text).origin !== key.name) throw new Flaw('origin')
      })
      expect(code, desc).not.toBe('')
    }
  })

  it('checks inclusion as the transparency.dev vectors say', () => {
    interface Row {
      file: string
      leafIdx: number
      treeSize: number
      root: string
      leafHash: string
      proof: string[] | null
      wantErr: boolean
    }
    for (const row of vectors<{ inclusion: Row[] }>('transparency_dev_merkle.json').inclusion) {
      const proof = (row.proof ?? []).map(octetsOf)
      const ok = proof.every((one) => one !== null) && isIncluded(
        BigInt(row.leafIdx), BigInt(row.treeSize), octetsOf(row.leafHash)!, proof as Uint8Array[], octetsOf(row.root)!)
      expect(ok, row.file).toBe(!row.wantErr)
    }
  })

  it('accepts the receipts that hold and no other', () => {
    for (const { proof_file, leaf, valid } of notes.tlog_proof_files) {
      expect(codeOf(() => verdictOf(proof_file, policy, octetsOf(leaf)!))).toBe(valid ? '' : 'proof')
      expect(codeOf(() => verdictOf(proof_file, policy))).toBe('no_entry')
    }
  })

  it('finds a flipped bit anywhere in a receipt', () => {
    const { proof_file, leaf } = notes.tlog_proof_files.filter(({ valid }) => valid).at(-1)!
    const entry = octetsOf(leaf)!
    const whole = utf8(proof_file)
    const decoder = new TextDecoder('utf-8', { fatal: true })
    for (let at = 0; at < whole.length; at += 7) {
      const broken = whole.slice()
      broken[at] = broken[at]! ^ (1 << (at % 8))
      expect(codeOf(() => {
        let text: string
        try {
          text = decoder.decode(broken)
        } catch {
          throw new Flaw('receipt')
        }
        const { signers } = verdictOf(text, policy, entry)
        // A changed name or id makes a signature unknown: it is passed over, and one fewer vouches.
        if (signers.length < 3) throw new Flaw('one fewer')
      }), `octet ${at}`).not.toBe('')
    }
  }, patient)

  // Of processor time: what others do on the machine at the same time is not the question.
  it('needs less than 50 ms', () => {
    const { proof_file, leaf } = notes.tlog_proof_files.filter(({ valid }) => valid).at(-1)!
    const entry = octetsOf(leaf)!
    prepare()
    const times = Array.from({ length: 15 }, () => {
      const began = process.cpuUsage()
      verdictOf(proof_file, policy, entry)
      const { user, system } = process.cpuUsage(began)
      return (user + system) / 1000
    }).sort((a, b) => a - b)
    expect(times[7]).toBeLessThan(50)
  }, patient)
})

describe('a receipt', () => {
  const hash = base64(leafHash(utf8('a')))
  const first = 'c2sp.org/tlog-proof@v1\n'
  const note = `log.example\n1\n${hash}\n\n\u2014 log.example ${base64(new Uint8Array(68))}\n`

  it('is read as it is written', () => {
    const read = receiptOf(`${first}extra ${base64(utf8('entry'))}\nindex 3\n${hash}\n\n${note}`)
    expect(read.index).toBe(3n)
    expect(base64(read.proof[0]!)).toBe(hash)
    expect(read.entry).toEqual(utf8('entry'))
    expect(read.note).toBe(note)
    expect(originOf(`${first}index 0\n\n${note}`)).toBe('log.example')
  })

  it.each([
    '', 'c2sp.org/tlog-proof@v2\nindex 0\n\nn', first, `${first}index 01\n\nn`, `${first}index -1\n\nn`,
    `${first}index\n\nn`, `${first}extra \nindex 0\n\nn`, `${first}extra *\nindex 0\n\nn`,
    `${first}index 0\nextra AAAA\n\nn`, `${first}index 0\n${hash}\nn`, `${first}index 0\n${hash} \n\nn`,
    `${first}index 0\n${`${hash}\n`.repeat(64)}\nn`,
  ])('is refused when it is %j', (text) => {
    expect(codeOf(() => receiptOf(text))).toBe('receipt')
  })
})

describe('a number', () => {
  it.each([['0', 0n], ['9223372036854775807', (1n << 63n) - 1n]])('%s is one', (text, value) => {
    expect(numberOf(text)).toBe(value)
  })
  it.each(['', '00', '01', '-1', '+1', ' 1', '1.0', '9223372036854775808'])('%j is none', (text) => {
    expect(numberOf(text)).toBeNull()
  })
})

describe('a policy', () => {
  it.each([
    '', 'quorum g\n', 'quorum none', 'quorum none\nquorum none\n', 'log x\nquorum none\n', 'group g 1 a\nquorum g\n',
    'quorum none\r\n', 'logs\nquorum none\n',
  ])('is refused when it is %j', (text) => {
    expect(codeOf(() => policyOf(text))).toBe('policy')
  })
})
