// What an administrator and the programme office do, from signing in to a computed deadline.
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settled, signIn, startBrowser, visitor, type Browser, type Page } from './browser'
import { codeOf, engines, startServer, type Credentials, type Server } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

/** An invented notice of 2027: enough days off for the year to count as whole. */
function notice2027(): string {
  const days = (name: string, from: string, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const day = new Date(Date.parse(`${from}T00:00:00Z`) + index * 86_400_000)
      return `${day.toISOString().slice(0, 10)},${name},True,2027`
    })
  const rows = [
    ...days('元旦', '2027-01-01', 3), ...days('春节', '2027-02-05', 8), ...days('清明节', '2027-04-03', 3),
    ...days('劳动节', '2027-05-01', 5), ...days('端午节', '2027-06-09', 1), ...days('中秋节', '2027-09-15', 1),
    ...days('国庆节', '2027-10-01', 7), '2027-02-20,春节,False,2027',
  ]
  return ['date,name,is_off_day,notice_year', ...rows].join('\n') + '\n'
}

function file(name: string, content: string): string {
  const path = join(tmpdir(), `${process.pid}-${name}`)
  writeFileSync(path, content)
  return path
}

describe.each(engines)('on %s', (engine) => {
  let server: Server
  let admin: Page
  const account = (name: string): Credentials => server.accounts.get(name)!
  beforeAll(async () => {
    server = await startServer(engine)
    expect(server.accounts.size).toBe(7)
    admin = await visitor(browser, server)
  })
  afterAll(() => server.stop())

  it('does not tell which part of a sign-in was wrong', async () => {
    const page = await visitor(browser, server)
    const said = []
    for (const [name, password] of [['demo-auditor', 'wrong'], ['nobody-here', 'wrong']]) {
      await page.goto('/sign-in')
      await page.fill('[name=name]', name!)
      await page.fill('[name=password]', password!)
      await page.click('form .govuk-button[type=submit]')
      await page.fill('[name=code]', '000000')
      await page.click('form .govuk-button[type=submit]')
      await page.waitForSelector('.govuk-error-summary')
      said.push(await page.textContent('.govuk-error-summary'))
    }
    expect(said[0]).toBe(said[1])
  })

  it('signs in with the keyboard alone', async () => {
    const page = await visitor(browser, server)
    const { name, password, secret } = account('demo-auditor')
    await page.goto('/sign-in')
    await page.waitForSelector('[name=name]')
    while ((await page.evaluate(() => document.activeElement?.getAttribute('name'))) !== 'name') await page.keyboard.press('Tab')
    await page.keyboard.type(name)
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'code')
    await page.keyboard.type(codeOf(secret))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/staff')
    await page.goto('/staff/security-log')
    await settled(page)
    expect(await page.locator('.govuk-table__body tr').count()).toBeGreaterThan(0)
  })

  it('adds a unit handler, who activates the account and signs in', async () => {
    await signIn(admin, account('demo-admin'))
    await admin.click('.moj-side-navigation >> text=人员与权限')
    await admin.click('text=增加人员')
    await admin.fill('[name=display_name]', '李国栋')
    await admin.fill('[name=name]', 'li.guodong')
    await admin.selectOption('[name=role]', 'unit_handler')
    await admin.click('text=加上这个岗位')
    expect(await admin.locator('.govuk-error-message').count()).toBe(1) // a handler belongs to a body
    await admin.fill('[name=unit-search]', 'mzj')
    await admin.check('label:has-text("民政局")')
    await admin.click('text=加上这个岗位')
    await admin.click('form .govuk-button[type=submit]')
    const code = (await admin.textContent('.pingyi-receipt__secret'))!.trim()

    const page = await visitor(browser, server)
    const password = 'correct horse battery staple'
    await page.goto('/activate')
    await page.fill('[name=activation_code]', code)
    await page.fill('[name=password]', password)
    await page.click('form .govuk-button[type=submit]')
    const secret = (await page.textContent('#totp-secret'))!.replace(/\s/g, '')
    await page.waitForSelector('svg.pingyi-qr path')
    await page.fill('[name=code]', codeOf(secret))
    await page.click('form .govuk-button[type=submit]')
    await page.waitForSelector('a.govuk-button[href="/sign-in"]')
    await signIn(page, { name: 'li.guodong', password, secret })
    expect(await page.textContent('main')).toContain('单位承办人')
    expect(await page.locator('.moj-side-navigation >> text=人员与权限').count()).toBe(0)
  })

  it('refuses duties that exclude each other, in words', async () => {
    await admin.goto('/staff/accounts/new')
    await settled(admin)
    for (const role of ['auditor', 'juror']) {
      await admin.selectOption('[name=role]', role)
      await admin.click('text=加上这个岗位')
    }
    expect(await admin.textContent('.pingyi-grants')).toContain('同一个人不能既是')
  })

  it('imports a year after showing what it changes, and computes what waited for it', async () => {
    const office = await visitor(browser, server)
    await signIn(office, account('demo-office'))
    await office.goto('/calendar/imports')
    await settled(office)
    await office.setInputFiles('[name=file]', file('bad.csv', notice2027().replace('2027-01-01', '2027-13-01')))
    await office.click('form .govuk-button[type=submit]')
    await office.waitForSelector('.govuk-error-summary')
    expect(await office.textContent('.govuk-error-summary')).toContain('第2行')
    await office.setInputFiles('[name=file]', file('2027.csv', notice2027()))
    await office.click('form .govuk-button[type=submit]')
    await office.waitForSelector('text=2027年是新的')
    await office.click('text=确认导入')
    await office.waitForSelector('.govuk-inset-text >> text=已导入2027年')
    await office.goto('/calendar/deadline?start=2026-12-30&days=5')
    await office.waitForSelector('.pingyi-due')
    expect(await office.textContent('.pingyi-due')).toContain('2027年1月7日')
    expect(await office.textContent('.pingyi-days')).toContain('元旦放假')
    await office.goto('/calendar/2027')
    expect(await office.textContent('main')).toContain('春节')
  })

  it('makes a key that is shown once and can be revoked', async () => {
    await admin.goto('/staff/keys/new')
    await admin.fill('[name=name]', '热线导入')
    await admin.click('form .govuk-button[type=submit]')
    const key = (await admin.textContent('.pingyi-receipt__secret'))!.trim()
    const headers = { Authorization: `Bearer ${key}` }
    expect((await fetch(`${server.url}/api/keys`, { headers })).status).not.toBe(401)
    await admin.goto('/staff/keys')
    await admin.click('.pingyi-list >> text=作废')
    await admin.waitForSelector('.pingyi-list >> text=已作废')
    expect(await admin.textContent('main')).not.toContain(key)
    expect((await fetch(`${server.url}/api/keys`, { headers })).status).toBe(401)
  })

  it('leads back to the page after the session ended', async () => {
    await admin.context().clearCookies({ name: /session/ })
    await admin.goto('/staff/keys')
    await admin.waitForURL('**/sign-in?return=%2Fstaff%2Fkeys')
  })
})
