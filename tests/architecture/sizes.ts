// Sizes of files and functions. Those over their ceiling are listed in too-long.json and may only shrink.
import { type File, isShippedCpp, isTest, withoutComments } from './tree.ts'

const FUNCTION_LINES_MAX = 70

/** Lines allowed in a file; undefined where there is no ceiling (data, migrations, documents). */
function linesMax(file: File): number | undefined {
  if (file.text.startsWith('// Generated') || file.text.startsWith('// A table')) return undefined
  if (file.path.endsWith('.vue')) return 300
  if (!/\.(cpp|hpp|ts|scss)$/.test(file.path)) return undefined
  return isTest(file) || file.path.startsWith('tests/') ? 800 : 600
}

const NO_DEFINITION = /^\s*(}|if|for|while|switch|do|try|else|case|return|namespace|class|struct|enum)\b|^\s*}/

/** A function with its lines, comments left out. */
export interface Definition {
  name: string
  lines: string[]
  isMember: boolean
}

/**
 * Definitions as clang-format leaves them: the closing brace stands alone, at the margin or in a class,
 * and the last line before it with the same indent begins the signature.
 */
export function functions(file: File): Definition[] {
  const lines = withoutComments(file.text).split('\n')
  const found: Definition[] = []
  const lastAt = { 0: -1, 4: -1 } // by indent: the last line seen there
  lines.forEach((line, end) => {
    const indent = line.search(/\S/)
    if (indent !== 0 && indent !== 4) return
    const begin = lastAt[indent]
    lastAt[indent] = end
    if (line.trim() !== '}' || begin < 0 || NO_DEFINITION.test(lines[begin])) return
    const definition = lines.slice(begin, end + 1)
    const name = definition.join(' ').match(/([\w:~]+)\(/)?.[1]
    if (name) found.push({ name, lines: definition, isMember: indent > 0 })
  })
  return found
}

/** What is too long, as "path" or "path function" with its lines. */
export function tooLong(files: File[]): Record<string, number> {
  const found: Record<string, number> = {}
  for (const file of files) {
    const max = linesMax(file)
    const lines = file.text.split('\n').length - 1
    if (max !== undefined && lines > max) found[file.path] = lines
    if (!isShippedCpp(file)) continue
    for (const { name, lines: { length } } of functions(file)) {
      if (length > FUNCTION_LINES_MAX) found[`${file.path} ${name}`] = length
    }
  }
  return found
}

/** Compares with the list of known offenders: nothing new, nothing grown, nothing listed that shrank. */
export function ratchet(found: Record<string, number>, known: Record<string, number>): string[] {
  const grown = Object.entries(found)
    .filter(([what, lines]) => lines > (known[what] ?? 0))
    .map(([what, lines]) => `${what} has ${lines} lines: split it along what it does`)
  const shrunk = Object.entries(known)
    .filter(([what, lines]) => (found[what] ?? 0) < lines)
    .map(([what]) => `${what} has shrunk, thank you: write ${found[what] ?? 'nothing'} into too-long.json`)
  return [...grown, ...shrunk]
}
