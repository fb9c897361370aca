// Sealing keys in a real browser: the first officer makes the pair, a second gets access.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectAccessible, settled, signIn, startBrowser, visitor, type Browser, type Page } from './browser'
import { codeOf, startServer, type Credentials, type Server } from './server'

const passphrase = 'morning tea by the west lake'
const otherPassphrase = '雨后 山色 茶香 渡口'
const slow = { timeout: 120_000 } // argon2id over 128 MiB, on a busy machine
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

/** A second call-back officer, added by the administrator, activates the account. */
async function secondOfficer(): Promise<Credentials> {
  const admin = await visitor(browser, server)
  await signIn(admin, server.accounts.get('demo-admin')!)
  const code = await admin.evaluate(async () => {
    const answer = await fetch('/api/accounts', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'abcdefghijklmnopqrst' },
      body: JSON.stringify({ name: 'second', display_name: '第二位回访员', grants: [{ role: 'call_back_officer', subtree: false }] }),
    })
    return ((await answer.json()) as { activation_code: string }).activation_code
  })
  const post = async (path: string, body: object): Promise<Response> =>
    fetch(`${server.url}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  const password = 'a long sentence for tests'
  const chosen = await post('/api/activation', { activation_code: code, password })
  const { totp_secret: secret } = (await chosen.json()) as { totp_secret: string }
  const confirmed = await post('/api/activation/confirmation', { activation_code: code, code: codeOf(secret) })
  expect(confirmed.status).toBe(204)
  return { name: 'second', password, secret }
}

/** From the page of staff by its link, which must load a document of its own. */
async function openKeys(page: Page): Promise<void> {
  await page.click('a[href="/staff/sealing-keys"]')
  await page.waitForURL('**/staff/sealing-keys')
  await settled(page)
}

async function setPassphrase(page: Page, words: string): Promise<void> {
  await page.fill('[name=first_passphrase]', words)
  await page.fill('[name=first_again]', words)
  await page.check('[name=first_kept]')
  await page.click('section[aria-labelledby=own-key] .govuk-button[type=submit]')
  await page.waitForSelector('section[aria-labelledby=own-key] code', slow)
}

it('the first officer makes the pair, the second is given access', async () => {
  const first = await visitor(browser, server)
  await signIn(first, server.accounts.get('demo-callback')!)
  await openKeys(first)
  await expectAccessible(first)
  await setPassphrase(first, passphrase)
  expect(await (await fetch(`${server.url}/api/contacts/key`)).json()).toMatchObject({ open: false })
  await first.click('section[aria-labelledby=state] .govuk-button[type=submit]')
  await first.waitForSelector('section[aria-labelledby=officers] .govuk-tag--green')
  expect(await (await fetch(`${server.url}/api/contacts/key`)).json()).toMatchObject({ open: true })

  const second = await visitor(browser, server)
  await signIn(second, await secondOfficer())
  await openKeys(second)
  await setPassphrase(second, otherPassphrase)
  const mark = await second.textContent('section[aria-labelledby=own-key] code')

  await first.reload() // forgets the passphrase
  await settled(first)
  const officers = first.locator('section[aria-labelledby=officers]')
  expect(await officers.textContent()).toContain(mark)
  await officers.locator('[name=give_unlock]').fill('not the passphrase')
  await officers.locator('.govuk-button[type=submit]').click()
  await officers.locator('.govuk-error-message').waitFor(slow)
  await officers.locator('[name=give_unlock]').fill(passphrase)
  await officers.locator('.govuk-button[type=submit]').click()
  await officers.getByRole('button', { name: '授权' }).click(slow)
  await first.waitForFunction(() => document.querySelectorAll('.govuk-tag--green').length === 2)
  await expectAccessible(first)

  await second.reload()
  await settled(second)
  expect(await second.locator('section[aria-labelledby=officers] .govuk-tag--green').count()).toBe(2)
})

it('only the page of sealing keys allows WebAssembly', async () => {
  for (const address of ['/', '/units', '/sign-in', '/staff', '/staff/sealing-keys']) {
    const policy = (await fetch(server.url + address)).headers.get('content-security-policy') ?? ''
    expect(policy.includes('wasm-unsafe-eval'), address).toBe(address === '/staff/sealing-keys')
    expect(policy).not.toMatch(/'unsafe-(eval|inline)'/)
  }
})
