// Looks at what was built: the size of a first load, foreign colours, the British crown and fonts,
// and code that a strict content policy forbids.
import { readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'

const folder = process.argv[2]
const root = folder ? pathToFileURL(`${resolve(folder)}/`) : new URL('../../build/web/', import.meta.url)
const read = (file) => readFileSync(new URL(file, root))
const manifest = JSON.parse(read('.vite/manifest.json'))
const tokens = JSON.parse(readFileSync(new URL('../src/styles/tokens.json', import.meta.url)))
const faults = []

// What a browser loads for an entry: its own files and those it imports at once.
function filesOf(name, found = new Set()) {
  const chunk = manifest[name]
  if (found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const style of chunk.css ?? []) found.add(style)
  for (const other of chunk.imports ?? []) filesOf(other, found)
  return found
}
const compressedBytes = (files) =>
  [...files].reduce((sum, file) => sum + brotliCompressSync(read(file)).length, 0)

// A first load may weigh 100 kB; the document around the application takes under 5 kB of it, and a
// journey measures whole public pages.
const documentBytesMax = 5_000
const publicBytesMax = 100_000 - documentBytesMax
// Pages of staff bring the menu and words of accounts besides their own; 100 kB without the document.
const staffBytesMax = 100_000
const always = filesOf('src/shell.ts')
const application = filesOf('src/main.ts')
const report = [['every page of the server', always, publicBytesMax]]
for (const name of Object.keys(manifest)) {
  const module = /modules\/(\w+)\/pages\//.exec(name)?.[1]
  if (!module) continue
  // Pages of a folder of platform/ stand among the modules here.
  const folders = ['modules', 'platform'].map((layer) => `${layer}/${module}`).filter((folder) => manifest[`../server/${folder}/en.json`])
  const isOfStaff = readFileSync(new URL(`../${name}`, import.meta.url)).includes('StaffLayout')
  const asked = isOfStaff ? [...folders, 'modules/accounts'] : folders
  const texts = ['platform/html', 'platform/http', ...new Set(asked)].map((folder) => `../server/${folder}/en.json`)
  const own = [...filesOf(name)].filter((file) => file.endsWith('.js') && !application.has(file))
  const code = own.map((file) => read(file).toString()).join()
  for (const part of ['staff', 'more', 'track', 'step']) {
    const words = `../server/modules/${module}/en.json?${part === 'step' ? 'track' : part}`
    if (manifest[words] && code.includes(`${module}.${part}.`)) texts.push(words)
  }
  const files = new Set([...always, ...application, ...[name, ...texts].flatMap((one) => [...filesOf(one)])])
  report.push([name, files, isOfStaff ? staffBytesMax : publicBytesMax])
}
for (const [name, files, bytesMax] of report) {
  const bytes = compressedBytes(files)
  console.log(`${(bytes / 1000).toFixed(1).padStart(6)} kB  ${name}`)
  if (bytes > bytesMax) faults.push(`${name}: a first load of ${bytes} bytes, at most ${bytesMax}`)
}

const known = new Set([...Object.values(tokens.colour), ...Object.values(tokens.elder)])
const named = { '#fff': '#ffffff', white: '#ffffff' }
const doubled = (colour) => (/^#...$/.test(colour) ? colour.replace(/[0-9a-f]/g, '$&$&') : colour)
const long = (colour) => named[colour] ?? doubled(colour).slice(0, 7)
for (const file of readdirSync(new URL('assets/', root))) {
  if (file.endsWith('.br')) {
    const plain = read(`assets/${file.slice(0, -3)}`)
    if (!brotliDecompressSync(read(`assets/${file}`)).equals(plain)) faults.push(`${file} is stale`)
  }
  if (/\.css$/.test(file)) {
    const css = read(`assets/${file}`).toString().toLowerCase()
    if (/gds transport|crown/.test(css)) faults.push(`${file} holds the British font or crown`)
    for (const [colour] of css.replace(/url\([^)]*\)/g, '').matchAll(/#[0-9a-f]{3,8}\b(?=[^{}]*})/g)) {
      if (colour !== '#0000' && !known.has(long(colour))) faults.push(`${file}: the colour ${colour} is not in tokens.json`)
    }
  }
  if (/\.js$/.test(file) && /\bnew Function\(|\beval\(/.test(read(`assets/${file}`).toString())) {
    faults.push(`${file} makes code from text, which the content policy forbids`)
  }
}

for (const fault of faults) console.error(fault)
process.exit(faults.length ? 1 : 0)
