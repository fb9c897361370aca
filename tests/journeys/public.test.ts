// What a resident does: find a body, read what it stands for, change language and size, err.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, visitor, type Browser } from './browser'
import { engines, startServer, type Server } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

describe.each(engines)('on %s', (engine) => {
  let server: Server
  beforeAll(async () => { server = await startServer(engine) })
  afterAll(() => server.stop())

  it('finds a body by pinyin initials and reads its culture profile', async () => {
    const page = await visitor(browser, server, { width: 390 })
    await page.goto('/')
    await page.fill('[name=q]', 'mzj')
    await page.press('[name=q]', 'Enter')
    await page.click('.pingyi-list__link >> text=青禾市民政局')
    expect(await page.textContent('h1')).toContain('青禾市民政局')
    expect(await page.textContent('.pingyi-motto')).toContain('一趟办成')
    expect(await page.textContent('main')).toContain('银龄一趟办')
  })

  it('finds it by short and by other names too', async () => {
    const page = await visitor(browser, server)
    for (const [typed, name] of [['市人社局', '人力资源和社会保障局'], ['社保局', '人力资源和社会保障局']]) {
      await page.goto(`/units?q=${encodeURIComponent(typed!)}`)
      expect(await page.textContent('.pingyi-list')).toContain(name)
    }
  })

  it('keeps the place and what was typed when the language changes', async () => {
    const page = await visitor(browser, server)
    await page.goto('/units?q=mzj')
    await page.fill('[name=q]', '城管')
    await page.click('[data-language=en]')
    await page.waitForSelector('html[lang=en]')
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/units?q=mzj')
    expect(await page.inputValue('[name=q]')).toBe('城管')
  })

  it('keeps what was typed in the application, without loading again', async () => {
    const page = await visitor(browser, server)
    await page.goto('/calendar/deadline')
    await page.fill('[name=days]', '33')
    await page.evaluate(() => { (window as { still?: boolean }).still = true })
    await page.click('[data-language=en]')
    await page.waitForSelector('html[lang=en]')
    await page.waitForSelector('h1:has-text("eadline")')
    expect(await page.inputValue('[name=days]')).toBe('33')
    expect(await page.evaluate(() => (window as { still?: boolean }).still)).toBe(true)
    expect(await page.textContent('.pingyi-nav')).toMatch(/[A-Za-z]/)
    expect(await page.textContent('.govuk-breadcrumbs')).toContain('Home')
    expect(await page.title()).toMatch(/^[\x20-\x7e]+$/)
  })

  it('shows the same page larger, at the same address', async () => {
    const page = await visitor(browser, server, { width: 390 })
    await page.goto('/units/qh-minzheng')
    const before = await page.textContent('main')
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('main p')!).fontSize))
    const standard = await size()
    await page.click('[data-text=elder]')
    await page.waitForSelector('html.elder')
    expect(new URL(page.url()).pathname).toBe('/units/qh-minzheng')
    expect(await page.textContent('main')).toBe(before)
    expect(await size()).toBeGreaterThan(standard * 1.2)
    await page.click('[data-text=standard]')
    await page.waitForSelector('html:not(.elder)')
  })

  it('works without scripts', async () => {
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false, locale: 'zh-CN' })
    const page = await context.newPage()
    await page.goto('/units?q=mzj')
    await page.click('.pingyi-list__link >> nth=0')
    expect(await page.textContent('h1')).toContain('民政')
    await page.click('[data-language=en]')
    expect(await page.getAttribute('html', 'lang')).toBe('en')
    await context.close()
  })

  it('says what to do when nothing is found or the address is wrong', async () => {
    const page = await visitor(browser, server)
    await page.goto('/units?q=没有这样的单位')
    expect(await page.textContent('main')).toContain('没有找到')
    const missing = await page.goto('/units/no-such-body')
    expect(missing!.status()).toBe(404)
    expect(await page.textContent('main')).not.toBe('')
    const nowhere = await page.goto('/nowhere')
    expect(nowhere!.status()).toBe(404)
    expect(await page.textContent('h1')).toContain('没有这一页')
  })

  it('explains a deadline day by day, and shares it by its address', async () => {
    const page = await visitor(browser, server)
    await page.goto('/calendar/deadline')
    await page.fill('[name=start]', '2026-09-22')
    await page.fill('[name=days]', '15')
    await page.click('main form .govuk-button')
    await page.waitForSelector('.pingyi-due')
    expect(await page.textContent('.pingyi-due')).toContain('2026年10月20日')
    expect(await page.textContent('.pingyi-days')).toContain('国庆节放假')
    expect(await page.textContent('.pingyi-days')).toContain('调休上班')
    const shared = await visitor(browser, server, { language: 'en' })
    await shared.goto(page.url())
    await shared.waitForSelector('.pingyi-due')
    expect(await shared.textContent('.pingyi-due')).toContain('20 October 2026')
  })

  it('says that a year without data is not guessed', async () => {
    const page = await visitor(browser, server)
    await page.goto('/calendar/deadline?start=2026-12-20&days=30')
    await page.waitForSelector('.pingyi-due')
    expect(await page.textContent('.pingyi-due')).toContain('2027年')
    expect(await page.textContent('.pingyi-due')).not.toContain('日24:00')
  })

  it('points out mistakes beside the field and in a summary that takes focus', async () => {
    const page = await visitor(browser, server)
    await page.goto('/calendar/deadline')
    await page.fill('[name=start]', '')
    await page.fill('[name=days]', '0')
    await page.click('main form .govuk-button')
    await page.waitForSelector('.govuk-error-summary')
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('govuk-error-summary')
    expect(await page.locator('.govuk-error-message').count()).toBe(2)
    await page.click('.govuk-error-summary a >> nth=1')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('days')
  })
})
