// The client gets of the servers' texts what it says, in parts: with "?staff" what only desks say (keys
// "<module>.staff.…"), with "?more" what comes after a desk's list or stands on the office's pages (keys
// "<module>.more.…") and what the start page of staff says of each page ("accounts.page.….about"), with
// "?track" what pages of one case say (keys "<module>.track.…" and "<module>.step.…"), with "?log" what the
// security log says (keys "<module>.log.…" and "<module>.fact.…", which come with its entries), otherwise
// the rest. So residents load no others.
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
    // The start page of staff says what a page is about: `${page.key}.about`.
    const base = key.replace(/\.(one|other|about)$/, '')
    // Refusals bring their message; only what comes without one is said from here.
    const ofServer = base.startsWith('error.') && !/^error\.files\./.test(base)
    return whole.has(base) || (!ofServer && starts.some((start) => start.includes('.') && base.startsWith(start)))
  }
}

export type Part = '' | 'staff' | 'more' | 'track' | 'log'
const partOfKey = (key: string): Part => {
  const [module, second] = key.split('.')
  if (module === 'accounts' && key.endsWith('.about')) return 'more'
  if (second === 'log' || second === 'fact') return 'log'
  if (second === 'track' || second === 'step') return 'track'
  return second === 'staff' || second === 'more' ? second : ''
}

/** One part; of all but the log only what is said. */
export const partOf = (all: Dictionary, part: Part, said: (key: string) => boolean): Dictionary =>
  Object.fromEntries(Object.entries(all).filter(([key]) => partOfKey(key) === part && (part === 'log' || said(key))))

export function texts(src: string): Plugin {
  let said: (key: string) => boolean
  return {
    name: 'pingyi-texts',
    enforce: 'pre',
    buildStart() {
      said = saidIn(sources(src))
    },
    transform(code, id) {
      const found = /\/server\/\w+\/\w+\/(?:zh|en)\.json(?:\?(staff|more|track|log))?$/.exec(id)
      if (!found) return null
      const part = (found[1] ?? '') as Part
      const kept = JSON.stringify(partOf(JSON.parse(code) as Dictionary, part, said))
      return { code: part ? `export default ${kept}` : kept, map: null }
    },
  }
}
