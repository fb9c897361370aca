// Every page, in both languages, narrow and wide, and larger: by axe, for sideways scroll, by weight.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, settled, signIn, startBrowser, visitor, type Browser, type Page } from './browser'
import { startServer, type Server } from './server'

const publicPages = [
  '/', '/units', '/units?q=mzj', '/units?q=zzzzzz', '/units?view=tree', '/units/qh-minzheng', '/units/qh-wenhua',
  '/ledger', '/ledger/entries/0', '/calendar', '/calendar/2025', '/calendar/2030', '/calendar/deadline',
  '/calendar/deadline?start=2026-09-22&days=15', '/calendar/deadline?start=2026-12-20&days=30',
  '/sign-in', '/activate', '/nowhere',
]
const staffPages = [
  '/staff', '/staff/accounts', '/staff/accounts?q=zzzzzz', '/staff/accounts/new', '/staff/keys', '/staff/keys/new',
  '/staff/security-log', '/calendar/imports', '/account', '/account/sessions',
]
const views = (['zh', 'en'] as const).flatMap((language) => [1280, 320].map((width) => ({ language, width })))

let server: Server
let browser: Browser
beforeAll(async () => {
  server = await startServer()
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

async function look(page: Page, addresses: string[]): Promise<void> {
  for (const address of addresses) {
    await page.goto(address)
    await settled(page)
    await expectAccessible(page)
  }
}

describe.each(views)('in $language at $width', (view) => {
  it('public pages', async () => look(await visitor(browser, server, view), publicPages))
})

it('public pages in larger text', async () =>
  look(await visitor(browser, server, { width: 320, text: 'elder' }), publicPages))

it('staff pages', async () => {
  const page = await visitor(browser, server)
  await signIn(page, server.accounts.get('demo-admin')!)
  const someone = await page.evaluate(async () => {
    const answer = await fetch('/api/accounts')
    return ((await answer.json()) as { items: { id: string }[] }).items[0]!.id
  })
  for (const { language, width } of views) {
    await page.context().addCookies([{ name: 'pingyi_language', value: language, url: server.url }])
    await page.setViewportSize({ width, height: 800 })
    await look(page, [...staffPages, `/staff/accounts/${someone}`])
  }
})

it('a form with mistakes', async () => {
  const page = await visitor(browser, server, { width: 320, language: 'en' })
  await page.goto('/sign-in')
  await page.click('form .govuk-button[type=submit]')
  await page.waitForSelector('.govuk-error-summary')
  await expectAccessible(page)
})

it('loads less than 100 kB the first time', async () => {
  for (const address of publicPages) {
    const page = await visitor(browser, server)
    await page.goto(address)
    await settled(page)
    const bytes = await page.evaluate(() =>
      (performance.getEntries() as PerformanceResourceTiming[]).reduce((sum, entry) => sum + (entry.transferSize || 0), 0))
    expect(bytes, address).toBeGreaterThan(1000)
    expect(bytes, address).toBeLessThanOrEqual(100_000)
    await page.context().close()
  }
})
