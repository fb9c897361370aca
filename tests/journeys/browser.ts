// Debian's Chromium, pages in a language, and what every page must hold.
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { codeOf, type Credentials, type Server } from './server'

export type Language = 'zh' | 'en'
export { type Browser, type BrowserContext, type Page }

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.PINGYI_TEST_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })

export interface View {
  language?: Language
  width?: number
  text?: 'elder'
}

/** A visitor with preferences of their own; every error in the page's console fails the test. */
export async function visitor(browser: Browser, server: Server, view: View = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: view.width ?? 1280, height: 800 },
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(60_000)
  const preferences = { pingyi_language: view.language ?? 'zh', pingyi_text: view.text ?? 'standard' }
  await context.addCookies(Object.entries(preferences).map(([name, value]) => ({ name, value, url: server.url })))
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    throw error
  })
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) throw new Error(message.text())
  })
  return page
}

export async function signIn(page: Page, { name, password, secret }: Credentials): Promise<void> {
  await page.goto('/sign-in')
  await page.fill('[name=name]', name)
  await page.fill('[name=password]', password)
  await page.click('form .govuk-button[type=submit]')
  await page.fill('[name=code]', codeOf(secret))
  await page.click('form .govuk-button[type=submit]')
  await page.waitForURL('**/staff')
  await settled(page)
}

/** The page has its heading, and the application has fetched what it shows. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('main h1')
  await page.waitForFunction(() => !document.querySelector('main [role=status].pingyi-empty'))
}

/** Nothing serious or critical by axe (WCAG 2.2 A and AA), and no sideways scroll. */
export async function expectAccessible(page: Page): Promise<void> {
  const where = `${page.url()} at ${page.viewportSize()?.width}`
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const found = grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' ')}`)
  expect(found, where).toEqual([])
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(sideways, `${where} scrolls sideways`).toBeLessThanOrEqual(0)
}
