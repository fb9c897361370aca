// What anybody reads of a published result: from the list of rounds down to a single number, and back from the
// page of a body; in both languages, on a phone and on a desk, without scripts.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, startBrowser, visitor, type Browser } from './browser'
import { engines, program, startServer, type Server } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

interface Listed { code: string; state: string; result_id?: string }
interface Unit { unit: string; score?: string; withheld?: string; class: string; could_be?: string[] }
interface Node { id: string; value?: string; evidence?: string }

describe.each(engines)('on %s', (engine) => {
  let server: Server
  let code: string
  let units: Unit[]
  beforeAll(async () => {
    server = await startServer(engine)
    const list = await (await fetch(`${server.url}/api/rounds/public`)).json() as { items: Listed[] }
    const published = list.items.find((round) => round.result_id)
    expect(published, 'the demonstration has a published round').toBeDefined()
    code = published!.code
    units = (await (await fetch(`${server.url}/api/rounds/public/${code}/result`)).json() as { units: Unit[] }).units
  })
  afterAll(() => server.stop())

  const addresses = (): string[] => {
    const shown = units.find((unit) => unit.score)!
    const hidden = units.find((unit) => unit.withheld)
    const of = `/rounds/${code}`
    return ['/rounds', of, `${of}/classes/${shown.class}`, `${of}/units/${shown.unit}`,
      ...(hidden ? [`${of}/units/${hidden.unit}`] : []), `${of}/compare/${code}`]
  }

  it.each([['zh', 320], ['zh', 1280], ['en', 320], ['en', 1280]] as const)('can be read in %s at %d px', async (language, width) => {
    const page = await visitor(browser, server, { language, width })
    for (const address of addresses()) {
      const answer = await page.goto(address)
      expect(answer!.status(), address).toBe(200)
      await expectAccessible(page)
    }
    await page.context().close()
  })

  it('leads from the list down to a number and its origin, without scripts', async () => {
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false, locale: 'zh-CN' })
    const page = await context.newPage()
    await page.goto('/')
    await page.click('.pingyi-nav >> text=结果')
    await page.click(`main a[href="/rounds/${code}"]`)
    await page.click('section[aria-labelledby=results] .pingyi-list__link >> nth=0')
    expect(await page.textContent('main')).toContain('组内分不出先后')
    await page.click('table.results th[scope=row] a >> nth=0')
    expect(await page.locator('.figure strong').count()).toBe(1)
    expect(await page.locator('details.node[open] .formula >> nth=0').textContent()).toMatch(/=|：/)
    await page.click('section[aria-labelledby=more] a >> text=这个单位的主页')
    await page.click('section[aria-labelledby=score] .pingyi-section__more')
    expect(new URL(page.url()).pathname).toContain(`/rounds/${code}/units/`)
    await context.close()
  })

  const resultOf = async () =>
    await (await fetch(`${server.url}/api/rounds/public/${code}/result`)).json() as { units: Unit[]; nodes: Node[] }

  it('says beside a band what its interval says of it', async () => {
    const banded = units.filter((unit) => unit.could_be)
    expect(banded.length).toBeGreaterThan(0)
    for (const unit of banded) {
      const page = await (await fetch(`${server.url}/rounds/${code}/units/${unit.unit}`)).text()
      expect(page, unit.unit).toContain(unit.could_be!.length > 0 ? '还可能是：' : '区间都在本等次内')
      expect(page).toContain('等次和位次按四舍五入前的得分定')
    }
  })

  it('speaks of letters only where some were counted', async () => {
    const { nodes } = await resultOf()
    for (const unit of units.filter((one) => one.score)) {
      const page = await (await fetch(`${server.url}/rounds/${code}/units/${unit.unit}`)).text()
      const counts = nodes.some((node) => node.id.startsWith(`${unit.unit}/`) && node.value !== undefined &&
        node.evidence?.startsWith('casework-'))
      expect(page.includes('统计了哪些来信'), unit.unit).toBe(counts)
    }
  })

  it('brings the receipt of the public ledger along, which anybody can check offline', async () => {
    const base = `${server.url}/rounds/${code}`
    await expect.poll(async () => (await fetch(`${base}/bundle/receipt.tlog-proof`)).status, { timeout: 30_000 }).toBe(200)
    expect(await (await fetch(base)).text()).toContain(`href="/rounds/${code}/bundle/receipt.tlog-proof"`)
    const folder = mkdtempSync(join(tmpdir(), 'pingyi-bundle-'))
    const put = async (name: string, address: string) =>
      writeFileSync(join(folder, name), Buffer.from(await (await fetch(address)).arrayBuffer()))
    await put('bundle.tar', `${base}/bundle.tar`)
    await put('policy', `${server.url}/ledger/operations/policy`)
    expect(spawnSync('tar', ['-xf', join(folder, 'bundle.tar'), '-C', folder]).status).toBe(0)
    const bundle = join(folder, `pingyi-${code}`)
    const verify = (...words: string[]) => spawnSync(program, ['verify', bundle, ...words], { encoding: 'utf8' })
    const plain = verify()
    expect(plain.status, plain.stderr).toBe(0)
    expect(plain.stdout).toContain('names this result')
    expect(plain.stdout).toContain('unchecked')
    const trusting = verify('--policy', join(folder, 'policy'))
    expect(trusting.status, trusting.stderr).toBe(0)
    expect(trusting.stdout).not.toContain('unchecked')
    await put(`pingyi-${code}/receipt.tlog-proof`, `${server.url}/ledger/entries/0/receipt`)
    const other = verify()
    expect(other.status, other.stdout).toBe(1)
    rmSync(folder, { recursive: true })
  })

  it('exports all that a score is made of', async () => {
    const shown = units.find((unit) => unit.score)!
    const answer = await fetch(`${server.url}/rounds/${code}/units/${shown.unit}/derivation.json`)
    const derivation = await answer.json() as { unit: Unit; nodes: { inputs: { id: string }[]; id: string }[] }
    expect(derivation.unit.score).toBe(shown.score)
    const known = new Set(derivation.nodes.map((node) => node.id))
    for (const node of derivation.nodes) for (const input of node.inputs) expect(known).toContain(input.id)
  })
})
