// Notices reach a real mail server exactly once by their Message-ID, whatever it answers and
// whenever the worker dies; who does not want them gets no more.
import { readFileSync, readdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, startBrowser, visitor, type Browser } from './browser'
import { startMailPeer, type MailPeer, type Place } from './mail_peer'
import { engines, makeCity, type City, type MailWorker, type Process } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

const started = Date.now()
/** The time of day that the worker is told, so that no test waits for a retry. */
const later = (minutes: number): string => new Date(started + minutes * 60_000).toISOString()

describe.each(engines)('on %s', (engine) => {
  let city: City
  let server: Process
  let peer: MailPeer
  let logs = ''
  beforeAll(async () => {
    city = makeCity(engine)
    server = await city.serve()
    await work(0, async () => {}) // its key is made and known
  })
  beforeEach(async () => { peer = await startMailPeer() })
  afterEach(() => peer.close())
  afterAll(async () => {
    await server.stop()
    city.remove()
  })

  async function startWorker(minutes: number): Promise<MailWorker> {
    const settings = ['--mail-server', peer?.url ?? 'smtp://127.0.0.1:9', '--mail-from', 'pingyi@office.example']
    return city.mail(...settings, '--public-address', server.url, '--clock', later(minutes))
  }
  async function work(minutes: number, meanwhile: () => Promise<void>): Promise<void> {
    const worker = await startWorker(minutes)
    await meanwhile()
    await worker.stop()
    logs += worker.log()
  }
  /** Looks for work some times more, so that a second copy would have come. */
  const workIdly = (minutes: number) => work(minutes, () => new Promise((done) => setTimeout(done, 1_500)))
  const queue = (name: string) => city.run('mail', '--test', `${name}@resident.example`, '--clock', later(0))
  const ids = () => new Set(peer.received.map(({ id }) => id))
  async function figure(name: string): Promise<number> {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    return Number(text.match(new RegExp(`^pingyi_outbox_${name} (\\S+)`, 'm'))?.[1])
  }

  it('carries what mail programs need', async () => {
    queue('whole')
    await work(0, () => peer.wait(1))
    const { header, text, to, id } = peer.received[0]!
    expect(to).toBe('whole@resident.example')
    expect(id).toMatch(/^[0-9a-f]{32}@office\.example$/)
    expect(header).toMatch(/^List-Unsubscribe: <http\S+\/unsubscribe\/[\w-]{43}>$/m)
    expect(header).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m)
    expect(header).toMatch(/^Auto-Submitted: auto-generated$/m)
    expect(text).toContain(`${server.url}/unsubscribe#`)
    expect(text).not.toContain('@')
  })

  it('gives up at 550, and tries again after 451, after 421, and when the sender is refused', async () => {
    const failed = await figure('failed')
    for (const name of ['gone', 'busy', 'closing', 'sender']) queue(name)
    peer.next({ place: 'rcpt', reply: 550 }, { place: 'rcpt', reply: 451 }, { place: 'data', reply: 421 }, { place: 'mail', reply: 553 })
    await workIdly(0)
    expect(peer.received).toEqual([])
    expect(await figure('failed')).toBe(failed + 1)
    expect(await figure('waiting'), 'trouble of the sender is not the fault of an address').toBe(3)
    await work(2, () => peer.wait(3))
    await workIdly(200)
    expect(peer.received.length).toBe(3)
    expect(ids().size).toBe(3)
    expect(peer.offered[0]!.id, 'the same Message-ID as before 421').toSatisfy((id: string) => ids().has(id))
    expect(await figure('waiting')).toBe(0)
  })

  it('reaches everybody exactly once by Message-ID, whenever it is killed', async () => {
    const places: Place[] = ['mail', 'rcpt', 'data', 'stored', 'answered']
    for (const place of places) {
      queue(`killed-${place}`)
      const worker = await startWorker(0)
      await new Promise<void>((done) => {
        peer.next({ place, meanwhile: () => worker.kill().then(done) })
      })
      logs += worker.log()
      await work(0, () => peer.wait(places.indexOf(place) + 1))
    }
    await workIdly(0)
    expect(ids().size).toBe(places.length)
    expect(new Set(peer.received.map(({ to }) => to)).size).toBe(places.length)
    expect(peer.received.length - ids().size).toBeLessThanOrEqual(places.length)
    expect(await figure('waiting')).toBe(0)
  })

  it('repeats nothing over a pause', async () => {
    const names = ['p1', 'p2', 'p3', 'p4']
    for (const name of names.slice(0, 2)) queue(name)
    await work(0, () => peer.wait(2))
    city.run('mail', '--pause')
    for (const name of names.slice(2)) queue(name)
    await workIdly(0)
    expect(peer.received.length).toBe(2)
    city.run('mail', '--resume')
    await work(0, () => peer.wait(4))
    await workIdly(0)
    expect(peer.received.length).toBe(4)
    expect(ids().size).toBe(4)
  })

  it('sends nothing to who said no on the page while a notice was waiting', async () => {
    queue('unwilling')
    peer.next({ place: 'data', reply: 451 })
    await workIdly(0)
    const link = peer.offered[0]!.text.match(/http\S+#[\w-]{43}/)![0]
    for (const view of [{ language: 'en' as const }, { width: 390 }]) {
      const page = await visitor(browser, { ...server, accounts: city.accounts }, view)
      await page.goto(link)
      await page.waitForSelector('main form')
      await expectAccessible(page)
      await page.click('main form .govuk-button')
      await page.waitForSelector('main [role=status]')
      await expectAccessible(page)
      await page.context().close()
    }
    await workIdly(2)
    expect(peer.received).toEqual([])
    expect(await figure('waiting')).toBe(0)
  })

  it('takes the one click of mail programs, and no other token', async () => {
    queue('oneclick')
    peer.next({ place: 'data', reply: 451 })
    await workIdly(0)
    const link = peer.offered[0]!.header.match(/^List-Unsubscribe: <(.+)>$/m)![1]!
    const click = (to: string) => fetch(to, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
    const page = await fetch(link, { redirect: 'manual' })
    expect([page.status, page.headers.get('location')]).toEqual([303, `/unsubscribe#${link.split('/').pop()}`])
    const wrong = link.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))
    expect((await click(wrong)).status).toBe(404)
    expect((await click(link)).status).toBe(204)
    expect((await click(link)).status).toBe(204)
    await workIdly(2)
    expect(peer.received).toEqual([])
  })

  it('asks the SMS gateway again only where nothing can have gone out', async () => {
    const asked: { id: string; number: string; text: string }[] = []
    type Answer = (response: ServerResponse) => void
    const answers: Answer[] = [(response) => response.writeHead(503).end()]
    const gateway = createServer((request: IncomingMessage, response) => {
      let body = ''
      request.on('data', (part: Buffer) => { body += part.toString() })
      request.on('end', () => {
        asked.push(JSON.parse(body) as (typeof asked)[number])
        const answer = answers.shift() ?? ((ok) => ok.writeHead(202).end())
        answer(response)
      })
    })
    await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done))
    const { port } = gateway.address() as { port: number }
    const start = async (minutes: number) => city.mail('--sms-gateway', `http://127.0.0.1:${port}/send`, '--clock', later(minutes))
    const idly = async (minutes: number) => {
      const worker = await start(minutes)
      await new Promise((done) => setTimeout(done, 1_500))
      await worker.stop()
      logs += worker.log()
    }
    const unknown = await figure('unknown')
    await idly(0) // opens the channel
    const text = (minutes: number) => city.run('mail', '--test', '139 0000 1234', '--clock', later(minutes))
    text(0)
    await idly(0)
    await idly(2)
    expect(asked.map(({ number }) => number), '503, then taken').toEqual(['13900001234', '13900001234'])
    expect(asked[0]!.id).toBe(asked[1]!.id)

    text(2)
    const worker = await start(2)
    await new Promise<void>((done) => answers.push(() => void worker.kill().then(done)))
    await idly(2)
    await idly(60)
    expect(asked.length, 'killed after it asked').toBe(3)
    expect(await figure('unknown')).toBe(unknown + 1)

    text(2)
    answers.push((response) => response.destroy())
    await idly(2)
    await idly(60)
    expect(asked.length, 'the answer was lost').toBe(4)
    expect(await figure('unknown')).toBe(unknown + 2)
    gateway.close()
  })

  it('leaves no address in its log nor in the database', () => {
    expect(logs).toContain('outbox.attempt')
    expect(logs).not.toMatch(/@|resident|13900001234/)
    if (engine !== 'sqlite') return
    const files = readdirSync(city.folder).filter((name) => name.startsWith('pingyi.db'))
    expect(files.length).toBeGreaterThan(1)
    for (const name of files) expect(readFileSync(join(city.folder, name)).includes('resident.example'), name).toBe(false)
  })
})
