// An appeal of a body against its number: read before it is published, filed with what is wrong, decided by
// somebody else, corrected, computed again, and told to everybody without a name.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectAccessible, startBrowser, visitor, type Browser, type Page } from './browser'
import { expectMistakes, lookOver, open, press, unfold } from './desk'
import {
  bringTable, computeAndShow, correctSurvey, people, pressStep, score, survey, takeStep, upholdAppeal, type People,
} from './evaluation'
import { engines, startServer, type Server } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

const round = '2026' // of the demonstration: it is collecting

describe.each(engines)('on %s', (engine) => {
  let server: Server
  let who: People
  let office: Page
  let head: Page
  let before = ''
  const folder = mkdtempSync(join(tmpdir(), 'pingyi-appeals-'))
  const file = join(folder, 'survey.csv')
  const corrected = join(folder, 'corrected.csv')
  beforeAll(async () => {
    writeFileSync(file, survey())
    writeFileSync(corrected, survey().replaceAll(/^(qh-minzheng,residents,)basically,basically,basically$/gm,
      '$1satisfied,satisfied,satisfied'))
    server = await startServer(engine)
    who = await people(browser, server)
    office = who.office
    head = who.head
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  it('shows a body its result before anybody else sees it', async () => {
    await open(head, '/staff/own-results')
    expect(await head.textContent('main')).not.toContain('2026年度')
    await open(who.agency, `/staff/rounds/${round}`)
    await bringTable(who.agency, file)
    await takeStep(office, round, '封存数据', '已封存')
    await computeAndShow(who, round)
    await open(head, '/staff/own-results')
    await head.click('main a:has-text("2026年度")')
    await head.waitForSelector('.pingyi-figure')
    before = await score(head)
    expect(before).toMatch(/^\d+\.\d\d$/)
    expect(await head.textContent('main')).toMatch(/还可能是：|区间都在本等次内/)
    expect(await head.textContent('main')).toContain('等次和位次按四舍五入前的得分定')
    await lookOver(head)
    const stranger = await visitor(browser, server)
    await stranger.goto(`/rounds/${round}`)
    expect(await stranger.textContent('main')).not.toContain(before)
  })

  it('takes an appeal against a number, with what is wrong', async () => {
    await takeStep(office, round, '开放申诉', '申诉期')
    await open(head, `/staff/rounds/${round}/own`)
    await head.waitForSelector('.pingyi-figure')
    await unfold(head, '提出申诉')
    await press(head, '提出申诉', '提出申诉')
    await expectMistakes(head, 1, '请写明理由')
    await head.fill('[name=grounds]', '二十名居民的票是在别处填的。')
    await press(head, '提出申诉', '提出申诉')
    await head.waitForURL('**/staff/appeals/**')
    await head.waitForSelector('text=二十名居民的票是在别处填的。')
    await lookOver(head)
  })

  it('signs nothing while an appeal is open, and is decided by somebody else', async () => {
    await pressStep(office, round, '结束申诉')
    await office.waitForSelector('.govuk-error-summary')
    expect(await office.textContent('.govuk-error-summary')).toContain('申诉')
    await open(office, '/staff/appeals')
    await lookOver(office)
    await office.click('main table a')
    await office.waitForSelector('text=二十名居民的票是在别处填的。')
    await unfold(office, '作出决定')
    await press(office, '作出决定', '作出决定')
    await expectMistakes(office, 2)
    await upholdAppeal(office)
    await lookOver(office)
    await correctSurvey(office, corrected)
  })

  it('is computed again, and tells everybody what was decided', async () => {
    await computeAndShow(who, round, '按成立的申诉重新计算')
    await open(head, `/staff/rounds/${round}/own`)
    await head.waitForSelector('.pingyi-figure')
    expect(Number(await score(head))).toBeGreaterThan(Number(before))
    await takeStep(office, round, '签发', '已签发', '组长签发，演示2号')
    await takeStep(office, round, '公布', '已公布')
    const stranger = await visitor(browser, server)
    await stranger.goto(`/rounds/${round}`)
    await expectAccessible(stranger)
    const told = await stranger.textContent('section[aria-labelledby=appeals]')
    expect(told).toContain('成立1件，不成立0件')
    expect(told).toContain('核对了原始问卷，情况属实。')
    expect(told).not.toContain('演示')
    await stranger.goto(`/rounds/${round}/compare?with=1`)
    await expectAccessible(stranger)
  })
})
