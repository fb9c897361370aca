// Gives src/styles/tokens.json to Sass as the module "pingyi:tokens", so that a colour or size is
// written down once.
import { readFileSync } from 'node:fs'

export type Values = Record<string, string>
export interface Tokens {
  colour: Values
  elder: Values
  font: Values
  size: Values
  elderSize: Values
  measure: Values
}

export const tokens = JSON.parse(
  readFileSync(new URL('../src/styles/tokens.json', import.meta.url), 'utf8'),
) as Tokens

const map = (values: Values): string =>
  `(${Object.entries(values).map(([name, value]) => `"${name}": (${value})`).join(', ')})`

export const tokensImporter = {
  canonicalize: (url: string): URL | null => (url === 'pingyi:tokens' ? new URL(url) : null),
  load: () => ({
    syntax: 'scss' as const,
    contents: [
      `$colour: ${map(tokens.colour)};`,
      `$font: ${map(tokens.font)};`,
      `$size: ${map(tokens.size)};`,
      `$measure: ${map(tokens.measure)};`,
      `$elder: ${map({ ...tokens.elder, ...tokens.elderSize })};`,
    ].join('\n'),
  }),
}
