// Gives src/styles/tokens.json to Sass as the module "pingyi:tokens", so that a colour or size is
// written down once.
import tokens from '../src/styles/tokens.json' with { type: 'json' }

export { tokens }

const map = (values: Record<string, string>): string =>
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
