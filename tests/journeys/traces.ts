// Looking for a text in whatever shape a program may leave it: as it is, in JSON, in an address, in
// base64, in hexadecimal or as UTF-16.
export interface Place {
  name: string
  content: Buffer
}

/** Base64 of the middle of something that holds the text: the first and last characters depend on neighbours. */
function base64Of(octets: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), octets]).toString('base64').replace(/=+$/, '')
    return encoded.slice(before === 0 ? 0 : before + 1, encoded.length - 2)
  })
}
const escaped = (text: string): string =>
  [...text].map((one) => (one < '\x7f' ? one : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)).join('')

export function shapesOf(text: string): Buffer[] {
  const octets = Buffer.from(text)
  const hex = octets.toString('hex')
  const base64 = base64Of(octets)
  const words = [
    text, escaped(text), encodeURIComponent(text), hex, hex.toUpperCase(),
    ...base64, ...base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
  ]
  return [...new Set(words)].map((word) => Buffer.from(word)).concat(Buffer.from(text, 'utf16le'))
}

/** The names of the places that hold one of the texts. */
export function placesOf(texts: string[], places: Place[]): string[] {
  const shapes = texts.flatMap(shapesOf)
  return [...new Set(places.filter(({ content }) => shapes.some((shape) => content.includes(shape))).map(({ name }) => name))]
}

/** The rows of a dump of the database, by table. */
export function tablesOf(dump: string): Place[] {
  const tables = new Map<string, string[]>()
  let table = 'schema'
  for (const line of dump.split('\n')) {
    table = /^INSERT INTO "?(?:public\.)?"?(\w+)/.exec(line)?.[1] ?? table
    if (!tables.has(table)) tables.set(table, [])
    tables.get(table)!.push(line)
  }
  return [...tables].map(([name, lines]) => ({ name: `table ${name}`, content: Buffer.from(lines.join('\n')) }))
}
