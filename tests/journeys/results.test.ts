// What anybody reads of a published result: from the list of rounds down to a single number, and back from the
// page of a body; in both languages, on a phone and on a desk, without scripts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, startBrowser, visitor, type Browser } from './browser'
import { engines, startServer, type Server } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

interface Listed { code: string; state: string; result_id?: string }
interface Unit { unit: string; score?: string; withheld?: string; class: string }

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

  it('exports all that a score is made of', async () => {
    const shown = units.find((unit) => unit.score)!
    const answer = await fetch(`${server.url}/rounds/${code}/units/${shown.unit}/derivation.json`)
    const derivation = await answer.json() as { unit: Unit; nodes: { inputs: { id: string }[]; id: string }[] }
    expect(derivation.unit.score).toBe(shown.score)
    const known = new Set(derivation.nodes.map((node) => node.id))
    for (const node of derivation.nodes) for (const input of node.inputs) expect(known).toContain(input.id)
  })
})
