// Whom to trust (C2SP tlog-policy): the keys of logs and witnesses, and how many witnesses are
// enough.
import { Flaw } from './flaw'
import { keyOf, type Key, type Signer } from './note'
import { numberOf, type Octets } from './octets'

/** Decides whether the witnesses among these signers are enough. */
type Rule = (signers: Signer[]) => boolean

export interface Policy {
  logs: Key[]
  witnesses: Key[]
  isEnough: Rule
}

export function policyOf(text: string): Policy {
  const logs: Key[] = []
  const witnesses: Key[] = []
  const rules = new Map<string, Rule>()
  const grouped = new Set<string>()
  let quorum: Rule | undefined

  const refuse = (line: string): never => {
    throw new Flaw('policy', line)
  }
  const ruleOf = (name: string, line: string): Rule => rules.get(name) ?? refuse(line)
  const define = (name: string, rule: Rule, line: string): void => {
    if (name === 'none' || rules.has(name)) refuse(line)
    rules.set(name, rule)
  }
  const keyIn = (vkey: string, type: Key['type'], others: Key[], line: string): Key => {
    const key = keyOf(vkey)
    const same = (other: Octets): boolean => other.join() === key.octets.join()
    if (key.type !== type || others.some(({ octets }) => same(octets))) refuse(line)
    others.push(key)
    return key
  }
  const group = (least: string, names: string[], line: string): Rule => {
    const members = names.map((name) => {
      if (grouped.has(name)) refuse(line)
      grouped.add(name)
      return ruleOf(name, line)
    })
    const words: Record<string, number> = { any: 1, all: members.length }
    const count = words[least] ?? Number(numberOf(least) ?? 0n)
    if (count < 1 || count > members.length) refuse(line)
    return (signers) => members.filter((member) => member(signers)).length >= count
  }

  if (/[\0-\x08\x0b-\x1f\x7f]/.test(text) || (text !== '' && !text.endsWith('\n'))) refuse('')
  for (const line of text.split('\n')) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '')
    if (words.length === 0 || words[0]!.startsWith('#')) continue
    const [what, first = '', second = '', ...rest] = words
    if (what === 'log' && words.length >= 2 && words.length <= 3) {
      keyIn(first, 'ed25519', logs, line)
    } else if (what === 'witness' && words.length >= 3 && words.length <= 4) {
      const key = keyIn(second, 'cosignature', witnesses, line)
      define(first, (signers) => signers.some((signer) => signer.key === key), line)
    } else if (what === 'group' && words.length >= 4) {
      define(first, group(second, rest, line), line)
    } else if (what === 'quorum' && words.length === 2 && !quorum) {
      quorum = first === 'none' ? () => true : ruleOf(first, line)
    } else {
      refuse(line)
    }
  }
  return { logs, witnesses, isEnough: quorum ?? refuse('no quorum') }
}
