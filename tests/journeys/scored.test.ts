// From a published scheme to a result that anybody computes again: edited and stopped by the linter, tried on
// real letters and an imported survey, published, read down to single letters, appealed, recomputed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { settled, startBrowser, visitor, type Browser, type Page } from './browser'
import { expectMistakes, lookOver, open, press, unfold } from './desk'
import {
  bringTable, computeAndShow, correctSurvey, linted, people, pressStep, score, survey, takeStep, upholdAppeal, type People,
} from './evaluation'
import { engines, makeCity, program, shared, type City, type Process } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

const letters = join(shared, 'data/complaints/cn_letters_with_replies.csv.gz')
const bodies = ['qh-jiaoyu', 'qh-minzheng', 'qh-renshe', 'qh-weijian', 'qh-chengguan', 'qh-huanjing', 'qh-jiaotong', 'qh-zhujian']
const round = 'letters-2018-2019'
const title = '来信与问卷评议2018–2019'
const body = '青禾市民政局'

describe.skipIf(!existsSync(letters) && process.env.CI !== 'true').each(engines)('on %s', (engine) => {
  let city: City
  let server: Process
  let who: People
  let office: Page
  let stranger: Page
  let tried = ''
  let shown = ''
  const folder = mkdtempSync(join(tmpdir(), 'pingyi-scored-'))
  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const ballots = survey(bodies)
  const good = file('survey.csv', ballots)
  const wrong = file('wrong.csv', ballots.replace('qh-renshe,visitors', 'qh-rensheju,visitors'))
  const corrected = file('corrected.csv', ballots.replaceAll(/^(qh-minzheng,residents),basically,basically,basically$/gm, '$1,satisfied,satisfied,satisfied'))
  beforeAll(async () => {
    city = makeCity(engine)
    server = await city.serve()
    who = await people(browser, { ...server, accounts: city.accounts })
    office = who.office
    stranger = await visitor(browser, { ...server, accounts: city.accounts })
  })
  afterAll(async () => {
    await server.stop()
    city.remove()
    rmSync(folder, { recursive: true })
  })

  const text = (page: Page): Promise<string | null> => page.textContent('main')
  const yaml = (): Promise<string> => office.inputValue('[name=yaml]')
  async function save(): Promise<void> {
    await press(office, '保存草稿')
    await office.waitForSelector('text="已保存。"')
  }

  it('takes in the real letters with their replies', () => {
    expect(city.run('import', 'letters', letters)).toContain('1443 rows: 1443 new')
  })

  it('edits a published scheme, and the linter stops a gap between bands', async () => {
    await open(office, '/staff/schemes')
    await office.selectOption('[name=from]', { label: '来信办理与问卷调查综合评议' })
    await press(office, '建一份草稿')
    await office.waitForSelector('[name=yaml]')
    const published = await yaml()
    await office.fill('[name=yaml]', published.replace('from: 60, below: 80', 'from: 60, to: 79'))
    await linted(office, '1个错误')
    const line = (await yaml()).split('\n').findIndex((each) => each.includes('to: 79')) + 1
    expect(await office.locator('.pingyi-findings__error').innerText()).toMatch(new RegExp(`第${line}行`))
    await save()
    await press(office, '印发方案')
    await expectMistakes(office, 1, '1个错误')
    const mended = published.replace('version: 1', 'version: 2')
      .replace('weight: 15, from: {measure: survey, column: attitude', 'weight: 20, from: {measure: survey, column: attitude')
    await office.fill('[name=yaml]', mended)
    await linted(office, '1个错误')
    await office.fill('[name=yaml]', mended.replace('weight: 20, from: {measure: survey, column: outcome', 'weight: 15, from: {measure: survey, column: outcome'))
    await linted(office, '0个错误')
    await save()
  })

  it('tries it on the letters of a year and the survey', async () => {
    await office.setInputFiles('[name="table/file"]', good)
    await office.fill('[name="table/evidence"]', '第三方入户调查')
    await press(office, '上传')
    await office.waitForSelector('text=/survey\\.csv已存好，共960行/')
    await office.fill('[name="trial/from"]', '2018-01')
    await office.fill('[name="trial/until"]', '2019-12')
    await press(office, '试算')
    const row = office.locator('.pingyi-trial tbody tr').filter({ hasText: body })
    tried = (await row.locator('.govuk-table__cell--numeric').innerText()).trim()
    expect(tried).toMatch(/^\d+\.\d\d$/)
    expect(await row.innerText(), 'with the letters that have just come in').toContain('140张有效票')
    await row.locator('summary').click()
    await lookOver(office)
    await press(office, '印发方案')
    await press(office, '确定印发')
    await office.waitForSelector('text=/不能再改。需要修改的/')
  })

  it('begins a round, which refuses a table that names no body', async () => {
    await open(office, '/staff/rounds/new')
    await office.fill('[name=code]', round)
    await office.fill('[name=name]', title)
    await office.fill('[name=name_en]', 'Letters and survey, 2018 and 2019')
    await office.selectOption('[name=scheme]', { label: '来信办理与问卷调查综合评议，第2版（已印发）' })
    await office.fill('[name=from]', '2018-01')
    await office.fill('[name=until]', '2019-12')
    await press(office, '新建一轮评议')
    await office.waitForURL(`**/staff/rounds/${round}`)
    await settled(office)
    await takeStep(office, round, '征求意见完毕', '已征求意见')
    await takeStep(office, round, '印发', '已印发')
    await takeStep(office, round, '开始收集', '收集中')
    const { agency } = who
    await open(agency, `/staff/rounds/${round}`)
    await agency.setInputFiles('input[type=file]', wrong)
    await agency.fill('[name="table/evidence"]', '演示问卷')
    await press(agency, '上传')
    const mistakes = agency.locator('.pingyi-row-mistakes tbody tr')
    await mistakes.first().waitFor()
    const row = ballots.split('\n').findIndex((each) => each.startsWith('qh-renshe,visitors')) + 1
    expect(await mistakes.allInnerTexts()).toEqual([expect.stringMatching(new RegExp(`^survey\\.csv\\s+${row}\\s+unit\\s`))])
    await lookOver(agency)
    await open(agency, `/staff/rounds/${round}`)
    expect(await text(agency)).toContain('还缺：survey.csv')
    await bringTable(agency, good)
  })

  it('is computed, verified by somebody else and shown to the bodies', async () => {
    await takeStep(office, round, '封存数据', '已封存')
    await computeAndShow(who, round)
    await takeStep(office, round, '开放申诉', '申诉期')
  })

  it('lets the unit appeal against one number', async () => {
    const { head } = who
    await open(head, '/staff/own-results')
    await head.click(`main a:has-text("${title}")`)
    await head.waitForSelector('.pingyi-figure')
    shown = await score(head)
    expect(shown, 'the dry run was of the same letters and ballots').toBe(tried)
    const opinion = head.locator('details.pingyi-number', { has: head.locator('> summary', { hasText: '服务态度' }) }).last()
    await head.locator('.pingyi-number__head', { hasText: '问卷调查' }).click()
    await opinion.locator('summary').first().click()
    await opinion.getByRole('button', { name: '申诉' }).first().click()
    await head.fill('[name=grounds]', '二十名居民的票录错了。')
    await lookOver(head)
    await press(head, '提出申诉', '提出申诉')
    await head.waitForURL('**/staff/appeals/**')
    await head.waitForSelector('text=二十名居民的票录错了。')
    expect(await head.locator('summary', { hasText: '作出决定' }).count(), 'nobody decides its own').toBe(0)
  })

  it('has it decided by the office, and computed again', async () => {
    await pressStep(office, round, '结束申诉')
    await expectMistakes(office, 0, '申诉')
    await open(office, '/staff/appeals')
    await office.click('main table a')
    await office.waitForSelector('text=二十名居民的票录错了。')
    await unfold(office, '作出决定')
    await upholdAppeal(office)
    await correctSurvey(office, corrected)
    await computeAndShow(who, round, '按成立的申诉重新计算')
    await open(who.head, `/staff/rounds/${round}/own`)
    await who.head.waitForSelector('.pingyi-figure')
    expect(Number(await score(who.head))).toBeGreaterThan(Number(shown))
    shown = await score(who.head)
    await takeStep(office, round, '签发', '已签发', '组长签发，演示3号')
    await takeStep(office, round, '公布', '已公布')
    await lookOver(office)
  })

  it('lets anybody open the score down to a single letter', async () => {
    await stranger.goto('/rounds')
    await stranger.click(`main >> text=${title}`)
    expect(await text(stranger)).toContain('成立1件，不成立0件')
    await lookOver(stranger)
    await stranger.click('section[aria-labelledby=results] .pingyi-list__link >> text=经济社会管理部门')
    await lookOver(stranger)
    await stranger.click(`table.results th a >> text=${body}`)
    expect(await stranger.textContent('.figure strong')).toBe(shown)
    await lookOver(stranger)
    for (const part of ['来信办理', '按期答复率']) await stranger.click(`summary:has-text("${part}")`)
    const leaf = stranger.locator('details.node').filter({ has: stranger.locator('> summary:has-text("按期答复率")') }).last()
    const listed = stranger.locator('.pingyi-records li')
    const inTime = listed.filter({ hasText: '按期答复' })
    expect(await leaf.textContent()).toContain(`100 × ${await inTime.count()} ÷ ${await listed.count()}`)
    await leaf.getByRole('link', { name: '逐件查看' }).click()
    await listed.first().locator('a').click()
    await lookOver(stranger)
    const subject = (await stranger.textContent('h1'))!.trim()
    expect(gunzipSync(readFileSync(letters)).toString()).toContain(`,${subject},`)
  })

  it('is computed again from the published bundle to the same bytes', async () => {
    await stranger.goto(`/rounds/${round}`)
    const id = await stranger.textContent('section[aria-labelledby=verify] code')
    const [download] = await Promise.all([stranger.waitForEvent('download'), stranger.click('text=下载公开包')])
    await download.saveAs(join(folder, download.suggestedFilename()))
    const [unpack, verify] = (await stranger.textContent('section[aria-labelledby=verify] pre'))!.split('\n')
    const say = (command: string) => spawnSync(command.replace(/^pingyi/, program), { cwd: folder, shell: true, encoding: 'utf8' })
    expect(say(unpack!).status).toBe(0)
    const told = say(verify!)
    expect([told.status, told.stderr]).toEqual([0, ''])
    expect(told.stdout).toContain(id)
    const bundle = `pingyi-${round}`
    expect(say(`pingyi score ${bundle}/scheme.yaml --data ${bundle}/inputs --out again`).status).toBe(0)
    // The receipt of the ledger is about the result, and no part of it.
    const differs = say(`diff -r -x receipt.tlog-proof ${bundle} again/public`)
    expect([differs.status, differs.stdout]).toEqual([0, ''])
  })

  it('cannot be changed unnoticed, not even together with its hash', () => {
    const bundle = join(folder, `pingyi-${round}`)
    const verify = () => spawnSync(program, ['verify', bundle], { encoding: 'utf8' })
    const hash = (content: string): string => createHash('sha256').update(content).digest('hex')
    const change = (name: string, by: (content: string) => string): [before: string, after: string] => {
      const before = readFileSync(join(bundle, name), 'utf8')
      const after = by(before)
      expect(after, name).not.toBe(before)
      writeFileSync(join(bundle, name), after)
      return [before, after]
    }
    const cells = 'inputs/units.groups.csv'
    const [before, after] = change(cells, (all) => all.replace(/^in-time,qh-minzheng,.*$/m, (row) => row.replaceAll(',13,', ',14,')))
    const changed = verify()
    expect([changed.status, changed.stderr]).toEqual([1, expect.stringContaining(cells)])
    change('manifest.json', (all) => all.replace(hash(before), hash(after)))
    const forged = verify()
    expect([forged.status, forged.stderr]).toEqual([1, expect.stringContaining('qh-minzheng/in-time')])
  })
})
