// The palette of govuk-frontend cannot be configured in Sass. This PostCSS step replaces each of
// its colours by the one of ours that means the same, and stops the build at any other colour.
import type { Plugin } from 'postcss'
import { tokens } from './tokens.ts'

const { colour } = tokens
const ours = new Set([...Object.values(colour), ...Object.values(tokens.elder)])

/** Colours of govuk-frontend and @ministryofjustice/frontend, by the token that takes their place. */
const replacement: Record<string, string> = {
  '#000000': colour.ink,
  '#0b0c0c': colour.ink,
  '#484949': colour.ink2,
  '#858686': colour.edge,
  '#cecece': colour.line,
  '#f3f3f3': colour.sunk,
  '#1d70b8': colour.indigo,
  '#1a65a6': colour.indigo,
  '#0f385c': colour['indigo-deep'],
  '#8eb8dc': colour.line,
  '#d2e2f1': colour['indigo-tint'],
  '#f4f8fb': colour['indigo-tint'],
  '#ca3535': colour.seal,
  '#982828': colour['seal-deep'],
  '#651b1b': colour['seal-deep'],
  '#f4d7d7': colour['seal-tint'],
  '#0f7a52': colour.pine,
  '#0b5c3e': colour['pine-deep'],
  '#083d29': colour['pine-deep'],
  '#cfe4dc': colour['pine-tint'],
  '#54319f': colour.visited,
  '#ffdd00': colour.focus,
}

const hex = /#[0-9a-f]{3,8}\b/gi
const long = (short: string): string =>
  (short.length === 4 ? short.replace(/[0-9a-f]/gi, '$&$&') : short).toLowerCase()

export const palette: Plugin = {
  postcssPlugin: 'pingyi-palette',
  Declaration(declaration) {
    if (!declaration.value.includes('#') || declaration.value.includes('url(')) return
    const value = declaration.value.replace(hex, (found) => {
      const written = long(found)
      const chosen = ours.has(written) ? written : replacement[written]
      if (chosen) return chosen
      throw declaration.error(`${found} is neither in tokens.json nor replaced in palette.ts`)
    })
    if (value !== declaration.value) declaration.value = value
  },
}
