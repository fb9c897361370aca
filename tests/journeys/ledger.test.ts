// What a stranger does with the public ledger: reads it, takes its files, and sees it go on after a kill.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHash } from 'node:crypto'
import { expectAccessible, startBrowser, visitor, type Browser } from './browser'
import { engines, makeCity, type City, type Process } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const leafHash = (entry: Buffer) => sha256(Buffer.from([0]), entry)
const nodeHash = (left: Buffer, right: Buffer) => sha256(Buffer.from([1]), left, right)

/** The root over leaves, as RFC 6962 says it, by nobody's code but this. */
function rootOf(leaves: Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!
  let half = 1
  while (half * 2 < leaves.length) half *= 2
  return nodeHash(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)))
}

interface Checkpoint { origin: string; size: number; root: string }
async function checkpointOf(url: string): Promise<Checkpoint> {
  const text = await (await fetch(`${url}/ledger/operations/checkpoint`)).text()
  const [origin, size, root] = text.split('\n')
  return { origin: origin!, size: Number(size), root: root! }
}
async function grown(url: string, than: number): Promise<Checkpoint> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const now = await checkpointOf(url)
    if (now.size > than) return now
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`the log did not grow beyond ${than} within half a minute`)
}
async function entriesOf(url: string, size: number): Promise<Buffer[]> {
  const entries: Buffer[] = []
  for (let tile = 0; tile * 256 < size; tile += 1) {
    const width = Math.min(256, size - tile * 256)
    const path = String(tile).padStart(3, '0') + (width < 256 ? `.p/${width}` : '')
    const bundle = Buffer.from(await (await fetch(`${url}/ledger/operations/tile/entries/${path}`)).arrayBuffer())
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) {
      entries.push(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)))
    }
  }
  return entries
}

describe.each(engines)('on %s', (engine) => {
  let city: City
  let server: Process
  beforeAll(async () => {
    city = makeCity(engine)
    server = await city.serve()
  })
  afterAll(async () => {
    await server.stop()
    city.remove()
  })

  it('holds entries that make the signed root, and no name of anybody', async () => {
    const checkpoint = await grown(server.url, 0)
    const entries = await entriesOf(server.url, checkpoint.size)
    expect(entries).toHaveLength(checkpoint.size)
    expect(rootOf(entries.map(leafHash)).toString('base64')).toBe(checkpoint.root)
    const all = Buffer.concat(entries).toString('utf8')
    for (const name of city.accounts.keys()) expect(all).not.toContain(name)
  })

  it('is read in words, also by those who do not see it', async () => {
    await grown(server.url, 0)
    const page = await visitor(browser, { url: server.url, accounts: city.accounts, stop: server.stop })
    await page.goto('/ledger')
    expect(await page.textContent('h1')).toBe('公开账本')
    expect(await page.textContent('.pingyi-list')).toContain('增加人员')
    await expectAccessible(page)
    await page.click('.pingyi-list__link')
    expect(await page.textContent('dl')).toContain('叶子哈希')
    await expectAccessible(page)
  })

  it('goes on after a kill as if nothing had been', async () => {
    const before = await grown(server.url, 0)
    await server.kill()
    server = await city.serve()
    const after = await checkpointOf(server.url)
    expect(after.size).toBeGreaterThanOrEqual(before.size)
    const entries = await entriesOf(server.url, after.size)
    expect(rootOf(entries.slice(0, before.size).map(leafHash)).toString('base64')).toBe(before.root)
    expect(rootOf(entries.map(leafHash)).toString('base64')).toBe(after.root)
    expect(after.origin).toBe(before.origin)
  })
})
