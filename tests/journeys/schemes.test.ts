// A scheme from the shelf to the ledger: written, stopped by the linter, mended, tried on tables, and
// issued for good.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBrowser, type Browser, type Page } from './browser'
import { expectMistakes, lookOver, officer, open, press, slow } from './desk'
import { linted } from './evaluation'
import { engines, startServer, type Server } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

const bodies = ['qh-zhengwu', 'qh-yibao', 'qh-chengguan', 'qh-shichang', 'qh-minzheng', 'qh-gongjiao']
const survey = (): string => {
  const rows = ['unit,stratum,attitude,efficiency,outcome']
  bodies.forEach((unit, worse) => {
    for (const group of ['residents', 'visitors', 'enterprises']) {
      for (let i = 0; i < 40; i += 1) {
        const answer = i % 10 < worse ? 'dissatisfied' : i % 3 === 0 ? 'basically' : 'satisfied'
        rows.push([unit, group, answer, answer, i % 2 ? answer : 'basically'].join(','))
      }
    }
  })
  return rows.join('\n') + '\n'
}

describe.each(engines)('on %s', (engine) => {
  let server: Server
  let office: Page
  const folder = mkdtempSync(join(tmpdir(), 'pingyi-schemes-'))
  const good = join(folder, 'survey.csv')
  const wrong = join(folder, 'wrong.csv')
  beforeAll(async () => {
    writeFileSync(good, survey())
    writeFileSync(wrong, survey().replace('qh-zhengwu,residents', 'qh-zhengwuju,residents'))
    server = await startServer(engine)
    office = await officer(browser, server, 'demo-office')
  }, 180_000)
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  const text = (): Promise<string> => office.inputValue('[name=yaml]')
  const checked = (words: string) => linted(office, words)
  const lineOf = async (piece: string): Promise<number> =>
    (await text()).split('\n').findIndex((line) => line.includes(piece)) + 1

  it('begins from a scheme that comes with the program', slow, async () => {
    await open(office, '/staff/schemes')
    await office.waitForSelector('[name=from]')
    expect(await office.textContent('main')).toContain('来信办理与问卷调查综合评议')
    await lookOver(office)
    await press(office, '建一份草稿')
    await office.waitForSelector('[name=yaml]')
    expect(await text()).toContain('code: letters-and-survey')
    await checked('0个错误')
    await lookOver(office)
  })

  it('is stopped at the line of a gap between two bands', slow, async () => {
    const whole = await text()
    await office.fill('[name=yaml]', whole.replace('from: 80, below: 90', 'from: 80, below: 85'))
    await checked('1个错误')
    const line = await lineOf('from: 90')
    const marked = office.locator('.pingyi-code__numbers .pingyi-code__error')
    const at = Number(await marked.textContent())
    expect([line, line + 1]).toContain(at)
    await press(office, '保存草稿')
    await office.waitForSelector('text="已保存。"')
    await press(office, '印发方案')
    await expectMistakes(office, 1, '1个错误')
    await office.click('.pingyi-findings__error a')
    const caret = await office.evaluate(() => {
      const area = document.activeElement as HTMLTextAreaElement
      return area.value.slice(0, area.selectionStart).split('\n').length
    })
    expect(caret).toBe(at)
    await lookOver(office)
    await office.fill('[name=yaml]', whole)
    await checked('0个错误')
    await press(office, '保存草稿')
    await office.waitForSelector('text="已保存。"')
  })

  it('takes a table only when every row is right', slow, async () => {
    await office.selectOption('[name="table/name"]', 'survey.csv')
    await office.setInputFiles('[name="table/file"]', wrong)
    await office.fill('[name="table/evidence"]', '第三方入户调查')
    await press(office, '上传')
    const mistakes = office.locator('.pingyi-row-mistakes')
    await mistakes.waitFor()
    expect(await mistakes.locator('tbody tr').count()).toBe(1)
    expect(await mistakes.locator('tbody tr').allInnerTexts()).toEqual([expect.stringMatching(/^survey\.csv\s+2\s+unit\s/)])
    await lookOver(office)
    await office.setInputFiles('[name="table/file"]', good)
    await office.fill('[name="table/evidence"]', '第三方入户调查')
    await press(office, '上传')
    await office.waitForSelector('text=/survey\\.csv已存好，共720行/')
    expect(await mistakes.count()).toBe(0)
  })

  it('is tried, and so is a change', slow, async () => {
    await press(office, '试算')
    await office.waitForSelector('.pingyi-trial')
    const row = office.locator('.pingyi-trial tbody tr').filter({ hasText: '青禾市政务服务局' })
    expect(await row.innerText()).toMatch(/\d+\.\d\d/)
    expect(await office.locator('.pingyi-trial__bar').count()).toBeGreaterThan(0)
    await office.selectOption('[name="change/indicator"]', 'outcome')
    await press(office, '看看会怎样')
    await expectMistakes(office, 1)
    await office.fill('[name="change/weight"]', '70')
    await press(office, '看看会怎样')
    await office.waitForSelector('text=/的权重改为70/')
    expect(await office.textContent('main')).toMatch(/[1-9]\d*个单位的结果会变/)
    await lookOver(office)
  })

  it('is locked once it is issued', slow, async () => {
    // The first version is the one of the demonstration's rounds.
    await office.fill('[name=yaml]', (await text()).replace('version: 1', 'version: 2'))
    await checked('0个错误')
    await press(office, '保存草稿')
    await office.waitForSelector('text="已保存。"')
    await press(office, '印发方案')
    await office.waitForSelector('text=/不能再改，也不能撤回/')
    await press(office, '确定印发')
    await office.waitForSelector('text=/不能再改。需要修改的/')
    expect(await office.getAttribute('[name=yaml]', 'readonly')).not.toBeNull()
    expect(await office.locator('main').getByRole('button', { name: '保存草稿' }).count()).toBe(0)
    await lookOver(office)
    await open(office, '/staff/schemes')
    await office.waitForSelector('.pingyi-list__item')
    expect(await office.textContent('.pingyi-list')).toContain('已印发')
  })
})
