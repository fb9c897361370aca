// The client gets of the servers' texts what it says: a dictionary without its staff part, and with
// "?staff" that part alone, so that residents do not load the desks' words: keys "<module>.staff.…",
// and those of the security log ("<module>.log.…", "<module>.fact.…"), whose keys come with its entries.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

type Dictionary = Record<string, string>

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(ts|vue)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [readFileSync(path, 'utf8')] : []
  })
}

/** Whether a key is named in the code, whole or by its beginning before a `${…}`. */
export function saidIn(code: string[]): (key: string) => boolean {
  const whole = new Set<string>()
  const beginnings = new Set<string>()
  for (const text of code) {
    for (const [, literal, next] of text.matchAll(/["'`]([a-z0-9_]+(?:\.[a-z0-9_]+)*\.?)(["'`]|\$\{)/g)) {
      if (next === '${') beginnings.add(literal!)
      else whole.add(literal!)
    }
  }
  const starts = [...beginnings]
  return (key) => {
    const base = key.replace(/\.(one|other)$/, '')
    return whole.has(base) || starts.some((start) => start.includes('.') && base.startsWith(start))
  }
}

const ofStaff = /^\w+\.(staff|log|fact)\./
const ofLog = /^\w+\.(log|fact)\./

/** `?staff` or the rest, and of both only what is said. */
export const partOf = (all: Dictionary, staff: boolean, said: (key: string) => boolean): Dictionary =>
  Object.fromEntries(Object.entries(all).filter(([key]) => ofStaff.test(key) === staff && (ofLog.test(key) || said(key))))

export function texts(src: string): Plugin {
  let said: (key: string) => boolean
  return {
    name: 'pingyi-texts',
    enforce: 'pre',
    buildStart() {
      said = saidIn(sources(src))
    },
    transform(code, id) {
      const found = /\/server\/\w+\/\w+\/(?:zh|en)\.json(\?staff)?$/.exec(id)
      if (!found) return null
      const staff = found[1] !== undefined
      const kept = JSON.stringify(partOf(JSON.parse(code) as Dictionary, staff, said))
      return { code: staff ? `export default ${kept}` : kept, map: null }
    },
  }
}
