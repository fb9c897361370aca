// @vitest-environment node
// The dictionaries of all modules against one another and against every use in the server and here.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

type Dictionary = Record<string, string>
const root = join(import.meta.dirname, '../../..')

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : files(path, ending)
    return ending.test(entry.name) ? [path] : []
  })
}
const read = (path: string): string => readFileSync(path, 'utf8')

const folders = files(join(root, 'server'), /^zh\.json$/).map((path) => path.slice(0, -'/zh.json'.length))
const dictionary = (folder: string, language: string): Dictionary =>
  JSON.parse(read(join(folder, `${language}.json`))) as Dictionary
const baseOf = (key: string): string => key.replace(/\.(one|other)$/, '')
const bases = (words: Dictionary): string[] => [...new Set(Object.keys(words).map(baseOf))].sort()
const placeholders = (text: string): string[] => [...new Set(text.match(/\{[^}]*\}/g) ?? [])].sort()

describe.each(folders.map((folder) => [folder.slice(root.length + 1), folder]))('%s', (name, folder) => {
  const zh = dictionary(folder!, 'zh')
  const en = dictionary(folder!, 'en')

  it('says the same things in both languages', () => expect(bases(en)).toEqual(bases(zh)))

  it('has the same placeholders in both languages', () => {
    const different = Object.keys(zh).filter((key) => {
      if (!en[key]) return false
      return placeholders(en[key]).join() !== placeholders(zh[key]!).join()
    })
    expect(different).toEqual([])
  })

  it('has plain, named, non-empty texts', () => {
    const module = name!.split('/').pop()
    for (const [key, text] of [...Object.entries(zh), ...Object.entries(en)]) {
      expect(key, key).toMatch(new RegExp(`^(${module}|error|field)\\.[a-z0-9_.]+$`))
      expect(text.trim(), `${key} is empty`).not.toBe('')
      expect(text, `${key} holds markup or a pipe`).not.toMatch(/[<>|@]/)
      for (const placeholder of placeholders(text)) expect(placeholder).toMatch(/^\{[a-z_]+\}$/)
    }
  })

  it('has .other wherever there is .one', () => {
    for (const words of [zh, en]) {
      for (const key of Object.keys(words).filter((candidate) => candidate.endsWith('.one'))) {
        expect(words, key).toHaveProperty([key.replace(/one$/, 'other')])
      }
    }
  })
})

const all: Dictionary = Object.assign({}, ...folders.map((folder) => dictionary(folder, 'zh')))
const known = new Set(Object.keys(all).map(baseOf))
const server = files(join(root, 'server'), /\.(cpp|hpp)$/).filter((path) => !path.endsWith('_test.cpp'))
const client = files(join(root, 'web/src'), /\.(ts|vue)$/).filter((path) => !path.endsWith('.test.ts'))
const sources = [...server, ...client].map(read)

it('every key that is said exists', () => {
  const said = [
    ...server.map(read).flatMap((text) => [...text.matchAll(/\bsay\([^;"]*"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)"/g)]),
    ...client.map(read).flatMap((text) => [...text.matchAll(/\b(?:t|count)\(\s*'([a-z0-9_.]+)'/g)]),
  ].map((match) => match[1]!)
  expect(said.length).toBeGreaterThan(100)
  expect([...new Set(said)].filter((key) => !known.has(baseOf(key)))).toEqual([])
})

it('no text is unused', () => {
  const words = new Set<string>()
  const beginnings = new Set<string>()
  for (const text of sources) {
    for (const [, literal, next] of text.matchAll(/["'`]([a-z0-9_]+(?:\.[a-z0-9_]+)*\.?)(["'`]|\$\{)/g)) {
      if (literal!.endsWith('.') || next === '${') beginnings.add(literal!)
      else words.add(literal!)
    }
  }
  const isUsed = (key: string): boolean =>
    words.has(key) ||
    [...beginnings].some((beginning) => beginning.length > 6 && key.startsWith(beginning)) ||
    // Codes: "units.no_such_unit" is said as error.units.no_such_unit; names of fields, of kinds of
    // the log and of titles are put together in the same way.
    words.has(key.replace(/^(error|field)\./, '')) ||
    words.has(key.replace('.log.', '.')) ||
    // "units.fact.created" is what "created=3" in the facts of the log reads.
    (key.includes('.fact.') && sources.some((text) => text.includes(`${key.replace(/.*\./, '')}=`))) ||
    words.has(key.replace(/\.about$/, ''))
  expect([...known].filter((key) => !isUsed(key))).toEqual([])
})
