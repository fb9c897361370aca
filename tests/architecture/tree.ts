// The repository as the rules see it: paths from its root, texts, C++ without comments, includes.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One file: its path from the root of the repository, and its text. */
export interface File {
  path: string
  text: string
}

/** One quoted include: both paths from server/. */
export interface Edge {
  from: string
  to: string
}

const TEXT_FILE = /\.(cpp|hpp|sql|md|json|ts|vue|scss|txt)$|CMakeLists\.txt$/

/** Every text file that git knows or would take, but not what was deleted and not yet committed. */
export function readTree(root: string): File[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  return listed
    .split('\n')
    .filter((path) => TEXT_FILE.test(path) && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

export const isCpp = (file: File) => /^server\/.*\.(cpp|hpp)$/.test(file.path)
export const isTest = (file: File) => /(_test\.[ch]pp|\/testing\.[ch]pp|\.test\.ts)$/.test(file.path)
export const isShippedCpp = (file: File) => isCpp(file) && !isTest(file)

/** Comments, string literals (raw ones too) and character literals, in this order of preference. */
const CPP_TOKEN = /\/\/[^\n]*|\/\*[^]*?\*\/|R"(\w*)\([^]*?\)\1"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)'/g

/** C++ without comments; lines keep their numbers. */
export function withoutComments(text: string): string {
  return text.replace(CPP_TOKEN, (token) =>
    token.startsWith('/') ? token.replace(/[^\n]/g, ' ') : token,
  )
}

/** C++ without comments and without the insides of strings. */
export function codeOnly(text: string): string {
  return withoutComments(text).replace(CPP_TOKEN, (token) =>
    token.startsWith("'") ? "' '" : `"${token.replace(/[^\n]/g, '')}"`,
  )
}

/** The string literals of C++ text; neighbours, which the compiler joins, are joined. */
export function strings(text: string): string[] {
  const joined = withoutComments(text).replace(/"\s*\n\s*"/g, ' ')
  return [...joined.matchAll(CPP_TOKEN)].map((match) => match[0]).filter((s) => /^R?"/.test(s))
}

export function edges(files: File[]): Edge[] {
  return files.filter(isCpp).flatMap((file) =>
    [...withoutComments(file.text).matchAll(/^#include "([^"]+)"/gm)].map((match) => ({
      from: file.path.replace(/^server\//, ''),
      to: match[1],
    })),
  )
}
