// A resident checks a receipt on their own device; a stranger recomputes the log from outside.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, settled, startBrowser, visitor, type Browser } from './browser'
import { engines, makeCity, type City, type Process, type Server } from './server'

const program = process.env.PINGYI_TEST_PROGRAM ?? resolve(import.meta.dirname, '../../build/release/pingyi')
let browser: Browser
let folder: string
beforeAll(async () => {
  browser = await startBrowser()
  folder = mkdtempSync(join(tmpdir(), 'pingyi-receipt-'))
})
afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true })
})

async function receiptOf(server: Server): Promise<string> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await fetch(`${server.url}/ledger/entries/0/receipt`)
    if (answer.ok) return answer.text()
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('no receipt came within half a minute')
}

describe.each(engines)('on %s', (engine) => {
  let city: City
  let running: Process
  let server: Server
  let receipt: string
  beforeAll(async () => {
    city = makeCity(engine)
    const list = join(folder, `list-${engine}.txt`)
    writeFileSync(list, '青禾街道\n白鹭街道\n')
    city.run('draw', 'freeze', list) // so that there is an entry in any case
    running = await city.serve()
    server = { url: running.url, accounts: city.accounts, stop: running.stop }
    receipt = await receiptOf(server)
  })
  afterAll(async () => {
    await running.stop()
    city.remove()
  })

  const file = (text: string) => ({ name: 'receipt-0.tlog-proof', mimeType: 'text/plain', buffer: Buffer.from(text) })

  it('checks a receipt in the browser and sends it nowhere', async () => {
    const page = await visitor(browser, server, { width: 390 })
    await page.goto('/ledger/receipt')
    await settled(page)
    await expectAccessible(page)
    await page.click('form .govuk-button[type=submit]')
    await page.waitForSelector('.govuk-error-summary')
    await expectAccessible(page)
    const sent: string[] = []
    page.on('request', (request) => { if (request.method() !== 'GET') sent.push(request.url()) })
    await page.setInputFiles('[name=receipt]', file(receipt))
    await page.click('form .govuk-button[type=submit]')
    await page.waitForSelector('#answer')
    expect(await page.textContent('#answer')).toContain('凭据属实')
    await expectAccessible(page)
    await page.click('main a[href="/ledger/entries/0"]')
    await page.waitForURL('**/ledger/entries/0')
    expect(sent).toEqual([])
  })

  it('refuses a receipt of another entry', async () => {
    const page = await visitor(browser, server, { language: 'en' })
    await page.goto('/ledger/receipt')
    await settled(page)
    const extra = /^extra (.*)$/m.exec(receipt)![1]!
    const entry = Buffer.from(extra, 'base64')
    entry[entry.length - 1]! ^= 1
    await page.setInputFiles('[name=receipt]', file(receipt.replace(extra, entry.toString('base64'))))
    await page.click('form .govuk-button[type=submit]')
    await page.waitForSelector('#answer')
    expect(await page.textContent('#answer')).toContain('does not hold')
    await expectAccessible(page)
  })

  it('recomputes the log from outside, and from the copy it kept', () => {
    const verify = (...words: string[]) => spawnSync(program, ['verify', ...words], { encoding: 'utf8' })
    const copy = join(folder, `copy-${engine}`)
    const whole = verify(`${server.url}/ledger/operations`, '--keep', copy, '--watch', `${copy}.seen`)
    expect(whole.status, whole.stderr).toBe(0)
    expect(whole.stdout).toContain('every tile compared')
    expect(verify(`${server.url}/ledger/operations`, '--watch', `${copy}.seen`).status).toBe(0)
    expect(verify(copy).status).toBe(0)
    writeFileSync(`${copy}.receipt`, receipt)
    expect(verify(copy, '--receipt', `${copy}.receipt`).status).toBe(0)
    const size = Number(readFileSync(`${copy}/checkpoint`, 'utf8').split('\n')[1])
    const bundle = `${copy}/tile/entries/000.p/${size}` // the demonstration has fewer than 256 entries
    const octets = readFileSync(bundle)
    octets[octets.length - 1]! ^= 1
    writeFileSync(bundle, octets)
    const broken = verify(copy)
    expect(broken.status).toBe(1)
    expect(broken.stderr).toContain(`leaf ${size - 1}`)
  })
})
