// The feeds as readers need them: Atom through libxml2 and against what RFC 4287 requires, JSON Feed
// against its 1.1; hostile letters among the entries.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, shared, startServer, type Server } from '../journeys/server'

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Strings that a careless writer of XML or JSON would break on. */
function naughty(): string[] {
  const file = resolve(shared, 'data/badinput/naughty_strings.json')
  if (!existsSync(file) && process.env.CI !== 'true') return []
  return (JSON.parse(readFileSync(file, 'utf8')) as string[]).filter((text) => /[<&>"']|\]\]|[^\x20-\x7e]/.test(text))
}

let server: Server
const titles: string[] = []

async function send(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomBytes(16).toString('hex'), ...headers },
    body: JSON.stringify(body),
  })
}

beforeAll(async () => {
  server = await startServer()
  const { password, secret } = server.accounts.get('demo-office')!
  const session = await send('/api/session', { name: 'demo-office', password, code: codeOf(secret) })
  const Cookie = session.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ')
  const hostile = ['<b>&amp;</b> ]]> "粗" \'体\' 😀', '𠮷野家 = 1+1', ...naughty()].slice(0, 60)
  for (const subject of hostile) {
    const filed = await send('/api/cases', { kind: 'letter', subject, body: `${subject}\n写信。`, visibility: 'everyone' })
    if (filed.status === 422) continue
    expect(filed.status, subject).toBe(201)
    const { number } = (await filed.json()) as { number: string }
    const accepted = await send(`/api/intake/cases/${number}/accept`, {}, { Cookie })
    expect(accepted.status, await accepted.clone().text()).toBe(200)
    const shown = (await (await fetch(`${server.url}/api/cases/${number}`)).json()) as { subject: string }
    titles.push(shown.subject)
  }
  expect(titles.length).toBeGreaterThan(1)
})
afterAll(() => server.stop())

/** The value of an XPath expression; a document that is not well-formed throws. */
function ask(xml: string, expression: string): string {
  return execFileSync('xmllint', ['--nonet', '--noent', '--xpath', expression, '-'], { input: xml, encoding: 'utf8' }).trimEnd()
}
const count = (xml: string, expression: string): number => Number(ask(xml, `count(${expression})`))
const atom = (name: string): string => `*[local-name()='${name}' and namespace-uri()='http://www.w3.org/2005/Atom']`

/** The pages of a feed, at most `most` of them, following what each says comes next. */
async function pages(first: string, type: string, next: (body: string) => string, most = 3): Promise<string[]> {
  const all: string[] = []
  for (let address = server.url + first; address && all.length < most; address = next(all.at(-1)!)) {
    const answer = await fetch(address)
    expect(answer.status, address).toBe(200)
    expect(answer.headers.get('Content-Type')).toContain(type)
    all.push(await answer.text())
  }
  return all
}

describe.each(['/cases.atom', '/cases.atom?kind=letter', '/cases.atom?unit=qh-minzheng', '/cases.atom?q=没有这样的词'])('%s', (path) => {
  const feed = `/${atom('feed')}`
  const entry = `${feed}/${atom('entry')}`
  const missing = (within: string, name: string) => `${within}[count(${atom(name)}) != 1]`

  it('is an Atom feed as RFC 4287 has it', async () => {
    const next = (xml: string) => ask(xml, `string(${feed}/${atom('link')}[@rel='next']/@href)`)
    for (const xml of await pages(path, 'application/atom+xml', next)) {
      expect(count(xml, feed)).toBe(1)
      for (const name of ['id', 'title', 'updated']) {
        expect(count(xml, missing(feed, name)), `feed: ${name}`).toBe(0)
        expect(count(xml, missing(entry, name)), `entries: ${name}`).toBe(0)
      }
      // The feed names an author, so entries need none; a person has exactly one name.
      expect(count(xml, `${feed}/${atom('author')}`)).toBeGreaterThan(0)
      expect(count(xml, `//${atom('author')}[count(${atom('name')}) != 1 or string(${atom('name')}) = '']`)).toBe(0)
      expect(count(xml, `${feed}/${atom('link')}[@rel='self']`)).toBe(1)
      // An entry without content points to where it is read.
      expect(count(xml, `${entry}[not(${atom('content')}) and count(${atom('link')}[@rel='alternate']) != 1]`)).toBe(0)
      expect(count(xml, `${entry}[count(${atom('summary')}) > 1]`)).toBe(0)
      expect(count(xml, `//${atom('link')}[not(@href)]`)).toBe(0)
      expect(count(xml, `//${atom('category')}[not(@term)]`)).toBe(0)
      const ids = ask(xml, `//${atom('id')}/text()`).split('\n')
      expect(new Set(ids).size, 'ids are unique').toBe(ids.length)
      for (const id of ids) expect(id).toMatch(/^tag:[\w.:-]+,\d{4}:\S+$/)
      for (const at of ask(xml, `//${atom('updated')}/text()`).split('\n')) expect(at).toMatch(instant)
      if (count(xml, entry)) {
        for (const at of ask(xml, `//${atom('published')}/text()`).split('\n')) expect(at).toMatch(instant)
        for (const href of ask(xml, `//${atom('link')}/@href`).split('\n')) expect(href).toMatch(/href="http:\/\/\S+"$/)
      }
    }
  })
})

it('carries titles of letters exactly, in both feeds', async () => {
  const entry = `//${atom('entry')}`
  const next = (xml: string) => ask(xml, `string(/${atom('feed')}/${atom('link')}[@rel='next']/@href)`)
  const inAtom = (await pages('/cases.atom', 'application/atom+xml', next)).flatMap((xml) =>
    Array.from({ length: count(xml, entry) }, (_, i) => ask(xml, `string(${entry}[${i + 1}]/${atom('title')})`)))
  const nextOf = (body: string) => (JSON.parse(body) as { next_url?: string }).next_url ?? ''
  const inJson = (await pages('/cases.json', 'application/feed+json', nextOf)).flatMap((body) =>
    (JSON.parse(body) as { items: { title: string }[] }).items.map(({ title }) => title))
  for (const title of titles) {
    // XML has no place for these two, not even escaped.
    expect(inAtom.map((one) => one.trim())).toContain(title.replace(/[\ufffe\uffff]/g, '').trim())
    expect(inJson).toContain(title)
  }
})

it.each(['/cases.json', '/cases.json?state=replied', '/cases.json?q=没有这样的词'])('%s is a JSON Feed 1.1', async (path) => {
  const answer = await fetch(server.url + path)
  expect(answer.headers.get('Content-Type')).toContain('application/feed+json')
  const feed = (await answer.json()) as Record<string, unknown> & { items: Record<string, unknown>[] }
  expect(feed.version).toBe('https://jsonfeed.org/version/1.1')
  expect(feed.title).toEqual(expect.stringMatching(/./))
  for (const name of ['home_page_url', 'feed_url']) expect(feed[name]).toEqual(expect.stringMatching(/^http:\/\//))
  expect(feed.language).toBe('zh-CN')
  expect(Array.isArray(feed.items)).toBe(true)
  const ids = feed.items.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const item of feed.items) {
    expect(typeof item.id).toBe('string')
    expect(typeof item.content_text, 'text or HTML is required').toBe('string')
    expect(item.url).toEqual(expect.stringMatching(/^http:\/\//))
    expect(item.date_published).toMatch(instant)
    expect(item.date_modified).toMatch(instant)
    for (const tag of item.tags as unknown[]) expect(typeof tag).toBe('string')
    for (const author of (item.authors ?? []) as { name: string }[]) expect(author.name).toMatch(/./)
  }
})
