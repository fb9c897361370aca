// The tree keeps every rule; and every rule catches a breach planted for it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allRules } from './rules.ts'
import { ratchet, tooLong } from './sizes.ts'
import { type File, readTree } from './tree.ts'

const root = join(import.meta.dirname, '../..')
const tree = readTree(root)

describe('the tree', () => {
  it('is not empty', () => expect(tree.length).toBeGreaterThan(50))

  it.each(Object.entries(allRules))('keeps %s', (_, rule) => {
    expect(rule(tree).join('\n')).toBe('')
  })

  it('keeps files and functions short', () => {
    const known = JSON.parse(readFileSync(join(import.meta.dirname, 'too-long.json'), 'utf8'))
    expect(ratchet(tooLong(tree), known).join('\n')).toBe('')
  })
})

const cpp = (path: string, ...lines: string[]): File => ({
  path: `server/${path}`,
  text: ['// A file.', ...lines].join('\n'),
})
const including = (path: string, ...headers: string[]) =>
  cpp(path, ...headers.map((header) => `#include "${header}"`))

const accountsTable: File = {
  path: 'server/modules/accounts/migrations/0001_accounts.sql',
  text: 'CREATE TABLE accounts_account (id TEXT PRIMARY KEY) STRICT;',
}

const joined = [
  'std::string joined(const Names& names) {', '    std::string all;', '    for (const auto& name : names) all += name;',
  '    return all;', '}',
]

/** Rule, what is planted, how many breaches are found. */
const planted: [rule: string, why: string, files: File[], breaches: number][] = [
  ['layersLookDown', 'kernel uses platform', [including('kernel/id.cpp', 'platform/db/database.hpp')], 1],
  ['layersLookDown', 'platform uses a module', [including('platform/db/a.cpp', 'modules/units/api.hpp')], 1],
  ['layersLookDown', 'a module uses what is below', [including('modules/units/a.cpp', 'kernel/id.hpp')], 0],
  ['modulesMeetThroughApi', 'a store of another', [including('modules/units/a.cpp', 'modules/accounts/store.hpp')], 1],
  ['modulesMeetThroughApi', 'the api of another', [including('modules/units/a.cpp', 'modules/accounts/api.hpp')], 0],
  ['modulesMeetThroughApi', 'only tests wire others', [including('modules/units/a.cpp', 'modules/accounts/module.hpp')], 1],
  ['modulesMeetThroughApi', 'a test does', [including('modules/units/a_test.cpp', 'modules/accounts/module.hpp')], 0],
  ['modulesMeetThroughApi', 'testing.hpp too', [including('modules/units/testing.hpp', 'modules/accounts/testing.hpp')], 0],
  ['modulesMeetThroughApi', 'nothing else does', [including('modules/units/a.cpp', 'modules/accounts/testing.hpp')], 1],
  ['decisionsArePure', 'a rule with a database', [including('modules/units/rules.cpp', 'platform/db/database.hpp')], 1],
  ['decisionsArePure', 'a store may', [including('modules/units/store.cpp', 'platform/db/database.hpp')], 0],
  ['noCycles', 'two modules need each other', [
    including('modules/a/x.cpp', 'modules/b/api.hpp'),
    including('modules/b/x.cpp', 'modules/a/api.hpp'),
  ], 2],
  ['noCycles', 'one needs the other', [including('modules/a/x.cpp', 'modules/b/api.hpp')], 0],
  ['sqlOnlyInStores', 'a query in a handler', [cpp('modules/units/http.cpp', 'tx.run("SELECT id FROM units_unit");')], 1],
  ['sqlOnlyInStores', 'split over two literals', [cpp('modules/units/http.cpp', 'run("INSERT "', '    "INTO units_unit");')], 1],
  ['sqlOnlyInStores', 'in a raw literal', [cpp('app/a.cpp', 'run(R"(', '  DELETE FROM units_unit', ')");')], 1],
  ['sqlOnlyInStores', 'in a comment', [cpp('modules/units/http.cpp', '// "SELECT id" is in the store')], 0],
  ['sqlOnlyInStores', 'in a store', [cpp('modules/units/store.cpp', 'tx.run("SELECT id FROM units_unit");')], 0],
  ['tablesHaveOneOwner', "another's table", [accountsTable, cpp('modules/units/store.cpp', 'run("SELECT id FROM accounts_account");')], 1],
  ['tablesHaveOneOwner', 'its own table', [accountsTable, cpp('modules/accounts/store.cpp', 'run("UPDATE accounts_account SET name = $1");')], 0],
  ['timeAndChanceComeFromPlatform', 'a clock', [cpp('modules/units/a.cpp', 'auto t = system_clock::now();')], 1],
  ['timeAndChanceComeFromPlatform', 'chance', [cpp('kernel/id.cpp', 'std::random_device device;')], 1],
  ['timeAndChanceComeFromPlatform', 'the environment', [cpp('app/main.cpp', 'std::getenv("HOME");')], 1],
  ['timeAndChanceComeFromPlatform', 'a word in a string', [cpp('app/main.cpp', 'say("getenv(");')], 0],
  ['namesSaySomething', 'a Manager', [cpp('modules/units/a.hpp', 'class UnitManager {', '};')], 1],
  ['namesSaySomething', 'a file of utils', [cpp('kernel/string_utils.hpp')], 1],
  ['filesSayTheirPurpose', 'no comment', [{ path: 'server/kernel/a.hpp', text: '#pragma once\n' }], 1],
  ['nothingIsLeftUndone', 'a FIXME', [cpp('kernel/a.cpp', '// FIXME later')], 1],
  ['nothingIsLeftUndone', 'a TODO without an issue', [cpp('kernel/a.cpp', '// TODO later')], 1],
  ['nothingIsLeftUndone', 'a TODO with one', [cpp('kernel/a.cpp', '// TODO(#12): later')], 0],
  ['modulesIntroduceThemselves', 'no README', [cpp('modules/units/a.cpp')], 1],
  ['functionsStandOnce', 'a copy in another module', [cpp('modules/a/x.cpp', ...joined), cpp('modules/b/y.cpp', ...joined)], 1],
  ['functionsStandOnce', 'the same name, other lines', [cpp('modules/a/x.cpp', ...joined), cpp('modules/b/y.cpp', ...joined.with(1, '    std::string all = "b";'))], 0],
  ['functionsStandOnce', 'a line or two', [cpp('modules/a/x.cpp', 'int one() {', '    return 1;', '}'), cpp('modules/b/y.cpp', 'int one() {', '    return 1;', '}')], 0],
  ['textsAreInBothLanguages', 'a missing key', [
    { path: 'server/modules/units/zh.json', text: '{"units.name": "名称", "units.count": "{n}个"}' },
    { path: 'server/modules/units/en.json', text: '{"units.count.one": "one", "units.count.other": "{n}"}' },
  ], 1],
]

describe('a planted breach', () => {
  it.each(planted)('%s: %s', (rule, _, files, breaches) => {
    expect(allRules[rule](files)).toHaveLength(breaches)
  })

  it('is planted for every rule', () => {
    const caught = new Set(planted.filter(([, , , breaches]) => breaches > 0).map(([rule]) => rule))
    expect([...caught].sort()).toEqual(Object.keys(allRules).sort())
  })
})

describe('the size ratchet', () => {
  const body = (lines: number) => Array<string>(lines).fill('    work();')
  const long = cpp('kernel/a.cpp', 'Result<> build(int a,', '               int b) {', ...body(70), '}')

  it('finds a long function, a long file, a long component', () => {
    const component = { path: 'web/src/A.vue', text: '\n'.repeat(301) }
    expect(tooLong([long, cpp('kernel/b.cpp', ...body(600), ''), component])).toEqual({
      'server/kernel/a.cpp build': 73,
      'server/kernel/b.cpp': 601,
      'web/src/A.vue': 301,
    })
  })

  it('leaves short ones alone', () => {
    expect(tooLong([cpp('kernel/a.cpp', 'void a() {', ...body(60), '}', '', 'void b() {', ...body(60), '}')])).toEqual({})
  })

  it('refuses what is new, what grew and what is listed too high', () => {
    expect(ratchet({ a: 700 }, {})).toHaveLength(1)
    expect(ratchet({ a: 701 }, { a: 700 })).toHaveLength(1)
    expect(ratchet({ a: 690 }, { a: 700 })).toHaveLength(1)
    expect(ratchet({ a: 700 }, { a: 700 })).toHaveLength(0)
  })
})
