// A round of evaluation from its making to the public bundle, each step by whose it is, and a
// stranger who checks what was published.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectAccessible, settled, startBrowser, visitor, type Browser, type Page } from './browser'
import { lookOver, open, press } from './desk'
import { bringTable, people, survey, takeStep } from './evaluation'
import { engines, program, startServer, type Server } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

describe.each(engines)('on %s', (engine) => {
  let server: Server
  let office: Page
  let agency: Page
  let auditor: Page
  const folder = mkdtempSync(join(tmpdir(), 'pingyi-rounds-'))
  const file = join(folder, 'survey.csv')
  beforeAll(async () => {
    writeFileSync(file, survey())
    server = await startServer(engine)
    ;({ office, agency, auditor } = await people(browser, server))
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  const take = (page: Page, name: string, state: string, reason?: string) => takeStep(page, 'trial', name, state, reason)

  it('begins with a plan of the office', async () => {
    await open(office, '/staff/rounds')
    await lookOver(office)
    await open(office, '/staff/rounds/new')
    await press(office, '新建一轮评议')
    await office.waitForSelector('.govuk-error-summary')
    await office.fill('[name=code]', 'trial')
    await office.fill('[name=name]', '试评议')
    await office.selectOption('[name=scheme]', { label: '来信办理与问卷调查综合评议，第1版（已印发）' })
    await press(office, '新建一轮评议')
    await office.waitForURL('**/staff/rounds/trial')
    await settled(office)
    await lookOver(office)
    await take(office, '征求意见完毕', '已征求意见')
    await take(office, '印发', '已印发')
    await take(office, '开始收集', '收集中')
  })

  it('collects what the agency brings, and says what is missing', async () => {
    await open(agency, '/staff/rounds/trial')
    await lookOver(agency)
    expect(await agency.textContent('main')).toContain('还缺：survey.csv')
    await bringTable(agency, file)
  })

  it('is computed by one and verified by another', async () => {
    await take(office, '封存数据', '已封存')
    await take(agency, '计算结果', '已计算')
    await take(auditor, '核验', '已核验')
    await lookOver(auditor)
  })

  it('gives auditors a bundle of their own, with the receipt of the ledger', async () => {
    const address = (await auditor.getAttribute('a[href$="/audit.tar"]', 'href'))!
    const archive = async () => (await auditor.request.get(address)).body()
    await expect.poll(async () => (await archive()).includes('receipt.tlog-proof'), { timeout: 30_000 }).toBe(true)
    writeFileSync(join(folder, 'audit.tar'), await archive())
    execFileSync('tar', ['xf', 'audit.tar'], { cwd: folder })
    const told = execFileSync(program, ['verify', join(folder, 'pingyi-trial-audit')], { encoding: 'utf8' })
    expect(told).toContain('of auditors')
    expect(told).toContain('names this result')
  })

  it('is published, and a stranger checks it', async () => {
    await take(office, '告知各单位', '已告知单位')
    await take(office, '签发', '已签发', '组长签发，演示1号')
    const stranger = await visitor(browser, server)
    expect((await stranger.goto('/rounds/trial/bundle/zh/index.html'))?.status()).toBe(404)
    await take(office, '公布', '已公布')
    expect((await stranger.goto('/rounds/trial/bundle/index.html'))?.status()).toBe(200)
    await stranger.goto('/rounds/trial/bundle/zh/index.html')
    await expectAccessible(stranger)
    const archive = await fetch(`${server.url}/rounds/trial/bundle.tar`)
    expect(archive.status).toBe(200)
    writeFileSync(join(folder, 'bundle.tar'), Buffer.from(await archive.arrayBuffer()))
    execFileSync('tar', ['xf', 'bundle.tar'], { cwd: folder })
    const told = execFileSync(program, ['verify', join(folder, 'pingyi-trial')], { encoding: 'utf8' })
    const id = await office.locator('.pingyi-hashes code').last().textContent()
    await open(office, '/staff/rounds/trial')
    expect(await office.textContent('main'), id ?? '').toContain(/[0-9a-f]{64}/.exec(told)![0])
  })
})
