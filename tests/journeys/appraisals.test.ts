// The appraisal of leading bodies: who is named enters and imports, somebody else confirms, published
// scores become the fourth part, and the sheet of a body is read by those entitled.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settled, startBrowser, type Browser, type Page } from './browser'
import { expectMistakes, lookOver, officer, open, press, slow, unfold } from './desk'
import { linted, takeStep } from './evaluation'
import { engines, startServer, type Server } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

const year = Number(new Intl.DateTimeFormat('en', { timeZone: 'Asia/Shanghai', year: 'numeric' }).format(new Date()))
const now = `/staff/appraisals/appraisal-${year}`
const before = `/staff/appraisals/appraisal-${year - 1}`

describe.each(engines)('on %s', (engine) => {
  let server: Server
  let office: Page
  let handler: Page
  let head: Page
  const folder = mkdtempSync(join(tmpdir(), 'pingyi-appraisals-'))
  const file = (name: string, rows: string[]): string => {
    const path = join(folder, name)
    writeFileSync(path, ['unit,score,evidence', ...rows].join('\n') + '\n')
    return path
  }
  beforeAll(async () => {
    server = await startServer(engine)
    office = await officer(browser, server, 'demo-office')
    handler = await officer(browser, server, 'demo-handler')
    head = await officer(browser, server, 'demo-head')
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  const text = (page: Page): Promise<string | null> => page.textContent('main')
  const said = (page: Page, words: string) =>
    page.waitForFunction((wanted) => document.querySelector('.pingyi-said')?.textContent?.includes(wanted), words)
  /** Ticks what waits and may be decided, all or the first; then confirms or refuses it. */
  async function decide(page: Page, verdict: string, why?: string): Promise<void> {
    if (why) await page.locator('tbody input[type=checkbox]').first().check()
    else await page.getByLabel('全选', { exact: false }).check()
    await page.getByLabel(verdict).check()
    if (why) await page.fill('[name="decide/why"]', why)
    await page.locator('form:has(table) button[type=submit]').click()
  }

  it('shows the office how far the parts are', async () => {
    await open(office, '/staff/appraisals')
    await lookOver(office)
    await office.click(`main >> text=${year}年度领导班子考核`)
    await office.waitForURL(`**${now}`)
    await settled(office)
    expect(await text(office)).toContain('党风廉政建设考核')
    await lookOver(office)
    await office.click('main >> text=领导班子建设考核')
    await office.waitForSelector('#refused')
    expect(await text(office)).toContain('测评表上没有签名')
    await lookOver(office)
  })

  it('lets the office name who is responsible', async () => {
    await open(handler, `${now}/parts/integrity`)
    expect(await text(handler)).toContain('须本人登录')
    await open(office, `${now}/parts/integrity`)
    await unfold(office, '指定负责这一部分的人员')
    await office.fill('[name="people/names"]', 'demo-handler, nobody-here')
    await press(office, '保存')
    await expectMistakes(office, 1, 'nobody-here')
    await office.fill('[name="people/names"]', 'demo-handler')
    await press(office, '保存')
    await said(office, '负责人员已保存')
    expect(await text(office)).toContain('负责人员：演示 · 经办人')
  })

  it('stands in the menu of those who are named, and of nobody else without a role there', slow, async () => {
    const agency = await officer(browser, server, 'demo-evaluator')
    const menu = async (page: Page): Promise<string | null> => {
      await open(page, '/staff')
      return page.textContent('.moj-side-navigation')
    }
    for (const page of [office, head, handler]) expect(await menu(page)).toContain('领导班子考核')
    expect(await menu(agency)).not.toContain('领导班子考核')
    expect(await text(agency), 'in the list of pages').not.toContain('领导班子考核')
    await lookOver(agency)
    await open(office, `${now}/parts/evaluation`)
    await unfold(office, '指定负责这一部分的人员')
    await office.fill('[name="people/names"]', 'demo-evaluator')
    await press(office, '保存')
    await said(office, '负责人员已保存')
    expect(await menu(agency)).toContain('领导班子考核')
    expect(await text(agency), 'in the list of pages').toContain('领导班子考核')
    await lookOver(agency)
    await agency.context().close()
  })

  it('takes what that person enters and imports, and names mistakes', async () => {
    await open(handler, '/staff/appraisals')
    await handler.click(`main >> text=${year}年度领导班子考核`)
    await handler.click('main >> text=党风廉政建设考核')
    await unfold(handler, '录入一个数字')
    await handler.selectOption('[name="enter/entries/0/unit"]', 'qh-minzheng')
    await handler.fill('[name="enter/entries/0/value"]', '91')
    await handler.fill('[name="enter/entries/0/evidence"]', '青纪发〔2026〕7号')
    await press(handler, '录入')
    await expectMistakes(handler, 1, '您所在的单位')
    await handler.selectOption('[name="enter/entries/0/unit"]', 'qh-jiaoyu')
    await handler.fill('[name="enter/entries/0/value"]', '91分')
    await press(handler, '录入')
    await handler.waitForFunction(() => document.querySelector('.govuk-error-summary')?.textContent?.includes('请填写数字'))
    await lookOver(handler)
    await handler.fill('[name="enter/entries/0/value"]', '915')
    await press(handler, '录入')
    await said(handler, '已录入')
    expect(await text(handler)).toContain('超出上下限')
    expect(await text(handler)).toContain('须由另一个人确认')
    expect(await handler.locator('tbody input[type=checkbox]').count(), 'who entered it cannot confirm').toBe(0)

    await unfold(handler, '从CSV导入')
    await handler.setInputFiles('input[type=file]', file('wrong.csv', ['qh-keji,88,考核表', 'qh-mars,90,考核表', 'qh-caizheng,优秀,考核表']))
    await press(handler, '导入')
    await handler.waitForSelector('.pingyi-row-mistakes')
    expect(await handler.locator('.pingyi-row-mistakes tbody tr').count()).toBe(2)
    await lookOver(handler)
    await handler.setInputFiles('input[type=file]', file('right.csv', ['qh-keji,88,考核表', 'qh-caizheng,92.5,考核表']))
    await press(handler, '导入')
    await said(handler, '已录入2个数字')
  })

  it('has somebody else confirm or refuse', async () => {
    await open(office, `${now}/parts/integrity`)
    await press(office, '提交（已选0条）')
    await expectMistakes(office, 2)
    await lookOver(office)
    const first = await office.locator('tbody tr:has-text("教育局") input').count()
    expect(first).toBe(1)
    await office.locator('tbody tr:has-text("教育局") input').check()
    await office.getByLabel('不符，退回').check()
    await office.fill('[name="decide/why"]', '应为91.5，小数点漏了')
    await press(office, '提交（已选1条）')
    await said(office, '已退回1个数字')
    await decide(office, '与依据相符，确认')
    await said(office, '已确认2个数字')
    expect(await text(office)).toContain('应为91.5')
    await lookOver(office)
  })

  it('refuses at once what would not count as it stands', async () => {
    await open(office, '/staff/schemes')
    const scheme = '领导班子年度考核（四部分，社会评议采用已公布得分）'
    await office.selectOption('[name=from]', { label: scheme })
    await press(office, '建一份草稿')
    await office.waitForSelector('[name=yaml]')
    const published = await office.inputValue('[name=yaml]')
    await office.fill('[name=yaml]', published.replace('version: 1', 'version: 2')
      .replace(/normalise: {low: 0, high: 100}(?=, from: {measure: integrity)/, 'normalise: none'))
    await linted(office, '没有错误')
    await press(office, '保存草稿')
    await office.waitForSelector('text="已保存。"')
    await press(office, '印发方案')
    await press(office, '确定印发')
    await office.waitForSelector('text=/不能再改。需要修改的/')
    await open(office, '/staff/rounds/new')
    await office.fill('[name=code]', 'as-it-stands')
    await office.fill('[name=name]', '原数计入的考核')
    await office.selectOption('[name=scheme]', { label: `${scheme}，第2版（已印发）` })
    await press(office, '新建一轮评议')
    await office.waitForURL('**/staff/rounds/as-it-stands')
    await settled(office)
    await takeStep(office, 'as-it-stands', '征求意见完毕', '已征求意见')
    await takeStep(office, 'as-it-stands', '印发', '已印发')

    await open(office, '/staff/appraisals/as-it-stands/parts/integrity')
    const form = await unfold(office, '录入一个数字')
    expect(await form.innerText()).toContain('须在0至100之间')
    await office.fill('[name="enter/entries/0/value"]', '915')
    await office.fill('[name="enter/entries/0/evidence"]', '青纪发〔2026〕7号')
    await press(office, '录入')
    await office.waitForSelector('.govuk-error-message')
    await expectMistakes(office, 1, '0–100')
    expect(await form.locator('.govuk-form-group--error').innerText(), 'beside its field').toContain('0–100')
    await lookOver(office)
    await unfold(office, '从CSV导入')
    await office.setInputFiles('input[type=file]', file('outside.csv', ['qh-keji,100,考核表', 'qh-caizheng,100.5,考核表']))
    await press(office, '导入')
    await office.waitForSelector('.pingyi-row-mistakes')
    expect(await office.locator('.pingyi-row-mistakes tbody tr').allInnerTexts())
      .toEqual([expect.stringMatching(/3\s+score\s.*0–100/)])
    await lookOver(office)
    await office.fill('[name="enter/entries/0/value"]', '91.5')
    await press(office, '录入')
    await said(office, '已录入')
  })

  it('takes over published scores as the fourth part', async () => {
    await open(office, `${now}/parts/evaluation`)
    await unfold(office, '指定负责这一部分的人员')
    await office.fill('[name="people/names"]', 'demo-handler')
    await press(office, '保存')
    await said(office, '负责人员已保存')
    await unfold(office, '采用已公布的评议得分')
    await office.selectOption('[name="take/from"]', { label: `${year - 1}年度社会评议（演示）` })
    await press(office, '采用')
    await said(office, '等另一个人确认')
    expect(await text(office)).toMatch(/结果编号[0-9a-f]{64}/)
    expect(await office.locator('tbody input[type=checkbox]').count()).toBe(0)
    await open(handler, `${now}/parts/evaluation`)
    await decide(handler, '与依据相符，确认')
    await said(handler, '已确认')
    expect(await handler.textContent('section[aria-labelledby=waiting]'), 'of the own body').toContain('民政局')
    await lookOver(handler)
  })

  it('shows the sheet to the office, and to the head of that body once results are shown', async () => {
    await open(office, `${before}/sheets/qh-minzheng`)
    await office.waitForSelector('details.pingyi-number')
    expect(await text(office)).toContain('演示人员甲')
    expect(await office.locator('details.pingyi-number').count()).toBeGreaterThan(5)
    await lookOver(office)
    await open(office, `${now}/sheets/qh-minzheng`)
    expect(await text(office)).toContain('还没有得分')
    expect(await text(office), 'the year before').toContain(`${year - 1}年度领导班子考核`)
    await lookOver(office)
    await office.click(`section[aria-labelledby=sheet-trend] >> text=${year - 1}年度领导班子考核`)
    await office.waitForSelector('details.pingyi-number')

    await open(head, '/staff/appraisals')
    expect(await text(head)).not.toContain(`${year}年度领导班子考核`)
    await head.click('main >> text=青禾市民政局领导班子考核表')
    await head.waitForURL(`**${before}/sheets/qh-minzheng`)
    await head.waitForSelector('details.pingyi-number')
    expect(await head.locator('details.pingyi-number').count()).toBeGreaterThan(5)
    expect(await head.locator('details:has-text("登记班子成员")').count()).toBe(0)
    await lookOver(head)
    for (const address of [`${before}/sheets/qh-jiaoyu`, `${now}/sheets/qh-minzheng`]) {
      await open(head, address)
      expect(await text(head), address).toContain('考核表由评议办和审计员查看')
    }
  })

  it('keeps a trace of every reading', slow, async () => {
    const auditor = await officer(browser, server, 'demo-auditor')
    await open(auditor, '/staff/security-log')
    expect(await text(auditor)).toMatch(/demo-head查看领导班子考核表/)
    await auditor.context().close()
  })
})
