// The rules of the house. Each takes the tree and returns its breaches, each a sentence that says
// where it is and what to do.
import { functions } from './sizes.ts'
import { type File, codeOnly, edges, isCpp, isShippedCpp, isTest, strings } from './tree.ts'

export type Rule = (files: File[]) => string[]

const LAYERS = ['kernel', 'platform', 'modules', 'app']
const layer = (path: string) => LAYERS.indexOf(path.split('/')[0])
const folder = (path: string) => path.split('/').slice(0, -1).join('/')
const name = (path: string) => path.split('/').at(-1) ?? ''

const lineOf = (text: string, index: number) => text.slice(0, index).split('\n').length

/** Where a pattern stands in the code of a file, comments and strings apart. */
function found(file: File, pattern: RegExp, advice: string): string[] {
  const code = codeOnly(file.text)
  return [...code.matchAll(pattern)].map(
    (match) => `${file.path}:${lineOf(code, match.index)}: ${match[0].trim()}: ${advice}`,
  )
}

/** kernel <- platform <- modules <- app. */
export const layersLookDown: Rule = (files) =>
  edges(files)
    .filter(({ from, to }) => layer(to) > layer(from))
    .map(({ from, to }) => `${from} includes ${to}: a layer may use only itself and those below`)

const forTests = /(_test|\/testing)\.[ch]pp$/

/** What a module may see of another is its api.hpp; a test may also wire it up, migrate it and use its testing.hpp. */
export const modulesMeetThroughApi: Rule = (files) =>
  edges(files)
    .filter(({ from, to }) => from.startsWith('modules/') && to.startsWith('modules/'))
    .filter(({ from, to }) => folder(from) !== folder(to) && name(to) !== 'api.hpp')
    .filter(({ from, to }) => !(forTests.test(from) && ['embedded.hpp', 'module.hpp', 'testing.hpp'].includes(name(to))))
    .map(({ from, to }) => `${from} includes ${to}: include the api.hpp of that module instead`)

/** Values, rules and policy are pure. */
export const decisionsArePure: Rule = (files) =>
  edges(files)
    .filter(({ from }) => /^modules\/\w+\/(types|rules|policy)\.[ch]pp$/.test(from))
    .filter(({ to }) => to.startsWith('platform/'))
    .map(({ from, to }) => `${from} includes ${to}: pass what it needs as a value`)

/** No library needs itself, however far round. */
export const noCycles: Rule = (files) => {
  const uses = new Map<string, Set<string>>()
  for (const { from, to } of edges(files.filter(isShippedCpp))) {
    if (layer(to) < 0 || folder(from) === folder(to)) continue
    uses.set(folder(from), (uses.get(folder(from)) ?? new Set()).add(folder(to)))
  }
  const reaches = (start: string, goal: string, seen = new Set<string>()): boolean =>
    [...(uses.get(start) ?? [])].some(
      (next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))),
    )
  return [...uses.keys()]
    .filter((library) => reaches(library, library))
    .map((library) => `${library} is part of a cycle of includes: move what both need below them`)
}

const SQL = /\b(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX)\s)/

/** SQL stands in stores (and, for tests, anywhere). */
export const sqlOnlyInStores: Rule = (files) =>
  files
    .filter(isShippedCpp)
    .filter(({ path }) => !/store\.cpp$/.test(path) && !path.startsWith('server/platform/db/'))
    .filter(({ text }) => strings(text).some((literal) => SQL.test(literal)))
    .map(({ path }) => `${path} holds SQL: move it into a store.cpp of its folder`)

/** The module or library that creates each table. */
function tableOwners(files: File[]): Map<string, string> {
  const migrations = files.filter(({ path }) => /^server\/.*\/migrations\/.*\.sql$/.test(path))
  return new Map(
    migrations.flatMap(({ path, text }) =>
      [...text.matchAll(/\bCREATE TABLE (?:IF NOT EXISTS )?(\w+)/g)].map(
        (match): [string, string] => [match[1], path.replace(/\/migrations\/.*/, '')],
      ),
    ),
  )
}

/** Nobody writes SQL on the tables of another. */
export const tablesHaveOneOwner: Rule = (files) => {
  const owners = tableOwners(files)
  return files.filter(isShippedCpp).flatMap(({ path, text }) =>
    strings(text)
      .flatMap((literal) => [...literal.matchAll(/\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)/g)])
      .map((match) => match[1])
      .filter((table) => owners.has(table) && owners.get(table) !== folder(path))
      .map((table) => `${path} names ${table}: ask ${owners.get(table)} for it through its api.hpp`),
  )
}

const CLOCK_OR_CHANCE =
  /::now\s*\(|\brandom_device\b|\bmt19937\w*|\bs?rand\s*\(|\bgetenv\s*\(|\bstd::time\s*\(|\bgettimeofday\b/g

/** Time and chance are arguments; the environment is read by platform/config. */
export const timeAndChanceComeFromPlatform: Rule = (files) =>
  files
    .filter((file) => isShippedCpp(file) && !file.path.startsWith('server/platform/'))
    .flatMap((file) => found(file, CLOCK_OR_CHANCE, 'take it as an argument (platform/clock, crypto, config)'))

/** Words that say nothing. */
export const namesSaySomething: Rule = (files) =>
  files.filter(isCpp).flatMap((file) => {
    const advice = 'name it after what it does in the domain'
    const inPath = /(manager|helper|utils?)\b/i.test(name(file.path)) ? [`${file.path}: ${advice}`] : []
    return [...inPath, ...found(file, /\b(class|struct|enum class) \w*(Manager|Helper|Utils?)\b/g, advice)]
  })

/** A file opens with one sentence on its purpose; tests, and sources whose header does, need none. */
export const filesSayTheirPurpose: Rule = (files) => {
  const paths = new Set(files.map(({ path }) => path))
  return files
    .filter((file) => !isTest(file) && !/\.d\.ts$/.test(file.path))
    .filter((file) => isCpp(file) || /^(web\/src|tests)\/.*\.ts$/.test(file.path))
    .filter(({ path }) => !(path.endsWith('.cpp') && paths.has(path.replace(/cpp$/, 'hpp'))))
    .filter(({ text }) => !/^(\/\/|\/\*)/.test(text))
    .map(({ path }) => `${path}: begin with a comment of one sentence that says what the file is for`)
}

/** Unfinished work has an issue, or is finished. */
export const nothingIsLeftUndone: Rule = (files) =>
  files
    .filter(({ path }) => /\.(cpp|hpp|sql|ts|vue|scss)$/.test(path) && !path.startsWith('tests/architecture/'))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const where = `${path}:${index + 1}`
        if (/\b(FIXME|XXX)\b/.test(line)) return [`${where}: FIXME cannot merge: finish it`]
        if (/\bTODO\b(?!\(#\d+\))/.test(line)) return [`${where}: write TODO(#issue), or do it`]
        return []
      }),
    )

/** Every module introduces itself briefly. */
export const modulesIntroduceThemselves: Rule = (files) => {
  const modules = new Set(
    files.map(({ path }) => path.match(/^server\/modules\/\w+\//)?.[0]).filter((path) => path),
  )
  return [...modules].flatMap((path) => {
    const readme = files.find((file) => file.path === `${path}README.md`)
    if (!readme) return [`${path} has no README.md: purpose, states, invariants, tables, events`]
    const lines = readme.text.split('\n').length
    return lines > 50 ? [`${readme.path} has ${lines} lines: keep it under 50`] : []
  })
}

/** Both languages say everything. */
export const textsAreInBothLanguages: Rule = (files) =>
  files
    .filter(({ path }) => /^server\/.*\/zh\.json$/.test(path))
    .flatMap((chinese) => {
      const path = chinese.path.replace(/zh\.json$/, 'en.json')
      const english = files.find((file) => file.path === path)
      if (!english) return [`${path} is missing`]
      const stem = (key: string) => key.replace(/\.(one|other)$/, '')
      const keys = (file: File) => new Set(Object.keys(JSON.parse(file.text)).map(stem))
      const [zh, en] = [keys(chinese), keys(english)]
      return [
        ...[...zh].filter((key) => !en.has(key)).map((key) => `${path} lacks ${key}`),
        ...[...en].filter((key) => !zh.has(key)).map((key) => `${chinese.path} lacks ${key}`),
      ]
    })

const COPY_LINES_MIN = 5

/** A function of some length stands once: same name and same lines in two files is a copy. */
export const functionsStandOnce: Rule = (files) => {
  const places = new Map<string, Set<string>>()
  for (const file of files.filter(isShippedCpp)) {
    for (const { lines, isMember } of functions(file)) {
      if (isMember || lines.length < COPY_LINES_MIN) continue
      const text = lines.map((line) => line.trim()).join('\n')
      places.set(text, (places.get(text) ?? new Set()).add(file.path))
    }
  }
  return [...places]
    .filter(([, paths]) => paths.size > 1)
    .map(([text, paths]) => `${[...paths].join(', ')}: ${text.split('\n')[0]}: put it where both can use it`)
}

export const allRules: Record<string, Rule> = {
  layersLookDown,
  modulesMeetThroughApi,
  decisionsArePure,
  noCycles,
  sqlOnlyInStores,
  tablesHaveOneOwner,
  timeAndChanceComeFromPlatform,
  namesSaySomething,
  filesSayTheirPurpose,
  nothingIsLeftUndone,
  modulesIntroduceThemselves,
  textsAreInBothLanguages,
  functionsStandOnce,
}
