// Lots drawn in public: two offices at their desks, and a stranger who works the order out again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectAccessible, startBrowser, visitor, type Browser, type Page } from './browser'
import { lookOver, officer, open, press } from './desk'
import { engines, program, startServer, type Server } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

const lots = ['王芳', '李强', '张敏', '刘洋', '陈静']
const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

describe.each(engines)('on %s', (engine) => {
  let server: Server
  let office: Page
  let auditor: Page
  let draw: string
  const secrets = new Map<Page, string>()
  const folder = mkdtempSync(join(tmpdir(), 'pingyi-lots-'))
  const list = join(folder, 'list.txt')
  beforeAll(async () => {
    writeFileSync(list, lots.join('\n') + '\n')
    server = await startServer(engine)
    office = await officer(browser, server, 'demo-office')
    auditor = await officer(browser, server, 'demo-auditor')
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  interface Told { state: string; awaited: number[] }
  /** The draw once the ledger tells that it is so far. */
  async function told(fits: (draw: Told) => boolean): Promise<Told> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const answer = await fetch(`${server.url}/api/ledger/draws/${draw}`)
      const now = answer.ok ? (await answer.json() as { draw: Told }).draw : null
      if (now && fits(now)) return now
      await new Promise((done) => setTimeout(done, 200))
    }
    throw new Error(`draw ${draw} did not come so far`)
  }

  it('begins with a list that the office freezes', async () => {
    await open(office, '/staff/lots')
    await lookOver(office)
    await press(office, '封定名单')
    await office.waitForSelector('.govuk-error-summary')
    await office.setInputFiles('[name=list]', list)
    await office.fill('[name=places]', '2')
    await press(office, '封定名单')
    await office.waitForSelector('.govuk-inset-text')
    draw = /[0-9a-f]{16}/.exec((await office.textContent('.govuk-inset-text'))!)![0]
    await told(({ state }) => state === 'frozen')
    await open(auditor, '/staff/lots')
    expect(await auditor.locator('[name=list]').count(), 'auditors freeze nothing').toBe(0)
  })

  it('takes a secret of each, made in the browser', async () => {
    for (const [page, left] of [[office, 1], [auditor, 0]] as const) {
      await open(page, '/staff/lots')
      await press(page, '生成本方的密数')
      secrets.set(page, (await page.textContent('code.pingyi-hash'))!)
      await lookOver(page)
      await press(page, '已收好，提交它的哈希')
      await page.waitForSelector('[role=status]')
      if (left > 0) await told(({ awaited }) => awaited.length === left)
    }
    await told(({ state }) => state === 'committed')
  })

  it('is decided when both have revealed, whatever they wanted', async () => {
    for (const page of [office, auditor]) {
      await open(page, '/staff/lots')
      await page.fill('[name$="/secret"]', '0'.repeat(64))
      await press(page, '公开密数')
      await page.waitForSelector('.govuk-error-summary')
      await page.fill('[name$="/secret"]', secrets.get(page)!)
      await press(page, '公开密数')
      await page.waitForSelector('[role=status]')
      if (page === office) await told(({ state }) => state === 'revealing')
    }
    await told(({ state }) => state === 'decided')
  })

  it('is told to everybody, who can work it out without us', async () => {
    const reader = await visitor(browser, server)
    await open(reader, '/ledger/draws')
    await expectAccessible(reader)
    await reader.click(`a[href="/ledger/draws/${draw}"]`)
    await reader.waitForSelector('#steps')
    await expectAccessible(reader)
    expect(await reader.textContent('main')).toContain(secrets.get(office)!)
    const said = execFileSync(program, ['draw', 'result', draw, list, '--log', `${server.url}/ledger/operations`], { encoding: 'utf8' })
    const { steps } = await (await fetch(`${server.url}/api/ledger/draws/${draw}`)).json() as
      { steps: { step: string; size?: number; octets?: string }[] }
    const named = steps.find(({ step }) => step === 'seeded')!
    const [origin] = (await (await fetch(`${server.url}/ledger/operations/checkpoint`)).text()).split('\n')
    const text = `${origin}\n${named.size}\n${Buffer.from(named.octets!, 'hex').toString('base64')}\n`
    const seed = sha256(...[office, auditor].map((page) => Buffer.from(secrets.get(page)!, 'hex')), Buffer.from(text))
    const order = [...lots].sort((a, b) => Buffer.compare(sha256(seed, Buffer.from(a)), sha256(seed, Buffer.from(b))))
    expect(said.match(/(?<=^ +\d+\. ).*$/gm)).toEqual(order)
    await reader.context().close()
  })
})
