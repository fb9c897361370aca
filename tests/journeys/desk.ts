// What officers do on their pages: opening a case, taking a step, and looking at the page in both
// languages.
import { crc32, deflateSync } from 'node:zlib'
import { expect } from 'vitest'
import { expectAccessible, settled, signIn, visitor, type Browser, type Page } from './browser'
import type { Server } from './server'

export const slow = { timeout: 120_000 } // argon2id over 128 MiB, on a busy machine

/** A page of somebody who has signed in. */
export async function officer(browser: Browser, server: Server, name: string): Promise<Page> {
  const page = await visitor(browser, server)
  await signIn(page, server.accounts.get(name)!)
  return page
}

export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await settled(page)
}

let pictures = 0
/** Where PINGYI_TEST_PICTURES names a folder, what officers see is kept there for people to look at. */
async function keepPictures(page: Page, language: string): Promise<void> {
  const folder = process.env.PINGYI_TEST_PICTURES
  if (!folder) return
  const name = new URL(page.url()).pathname.replace(/[^a-z]+/g, '-')
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await page.screenshot({ path: `${folder}/${String(pictures).padStart(2, '0')}${name}-${language}-${width}.png`, fullPage: true })
  }
}

/** Both languages, wide and as narrow as a telephone gets; afterwards the page is as it was. */
export async function lookOver(page: Page): Promise<void> {
  const say = async (language: 'zh' | 'en') => {
    await page.click(`[data-language=${language}]`)
    await page.waitForSelector(`html[lang^=${language}]`)
  }
  pictures += 1
  await keepPictures(page, 'zh')
  await page.setViewportSize({ width: 1280, height: 800 })
  await expectAccessible(page)
  await say('en')
  await keepPictures(page, 'en')
  await page.setViewportSize({ width: 320, height: 800 })
  await expectAccessible(page)
  expect(await page.textContent('main'), 'a text is missing').not.toMatch(/(appraisals|casework|contacts|accounts|html|calendar|units|ledger|rounds)\.(?!csv)[a-z_]+\.[a-z_.]+/)
  await say('zh')
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** A step of a case by its name, unfolded. */
export async function unfold(page: Page, name: string) {
  const step = page.locator('details').filter({ has: page.locator(`summary >> text="${name}"`) })
  await step.waitFor()
  if ((await step.getAttribute('open')) === null) await step.locator('summary').click()
  return step
}

export const press = (page: Page, name: string, step = '') =>
  page.locator(step ? `details:has(summary:has-text("${step}"))` : 'main').getByRole('button', { name, exact: true }).click()

/** The summary says so many things, beside the fields they are about. */
export async function expectMistakes(page: Page, count: number, words = ''): Promise<void> {
  await page.waitForSelector('.govuk-error-summary')
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('govuk-error-summary')
  expect(await page.locator('.govuk-error-summary li').count()).toBe(count)
  if (words) expect(await page.textContent('.govuk-error-summary')).toContain(words)
}

/** A picture of one colour, as PNG. */
export function picture(width = 320, height = 240): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const row = Buffer.alloc(1 + width * 3, 120)
  row[0] = 0
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

/** A number that is well formed and nobody's: 12 digits and the check digit of ISO 7064 MOD 11,10. */
export function unknownNumber(digits = '202600000000'): string {
  let product = 10
  for (const digit of digits) product = ((((product + Number(digit)) % 10) || 10) * 2) % 11
  return digits + String((11 - product) % 10)
}
