// What several walks through an evaluation do: ballots, bringing a table, taking a step of a round.
import type { Browser, Page } from './browser'
import { officer, open, press, unfold } from './desk'
import type { Server } from './server'

const answers = ['satisfied', 'satisfied', 'basically', 'dissatisfied']
const groups = ['residents', 'visitors', 'enterprises']
export const survey = (bodies = ['qh-minzheng', 'qh-jiaoyu', 'qh-chengguan']): string => {
  const rows = bodies.flatMap((unit, better) =>
    groups.flatMap((group) =>
      Array.from({ length: 40 }, (_, i) => {
        const answer = answers[(i + (i % (better + 2) === 0 ? 0 : 1)) % answers.length]
        return [unit, group, answer, answer, answer].join(',')
      })))
  return ['unit,stratum,attitude,efficiency,outcome', ...rows].join('\n') + '\n'
}

/** Whoever it takes to bring an evaluation to its end. */
export interface People { office: Page; agency: Page; auditor: Page; head: Page }
export const people = async (browser: Browser, server: Server): Promise<People> => ({
  office: await officer(browser, server, 'demo-office'),
  agency: await officer(browser, server, 'demo-evaluator'),
  auditor: await officer(browser, server, 'demo-auditor'),
  head: await officer(browser, server, 'demo-head'),
})

/** On the page of a round: the table that is chosen there. */
export async function bringTable(page: Page, file: string): Promise<void> {
  await page.setInputFiles('input[type=file]', file)
  await page.fill('[name="table/evidence"]', '演示问卷')
  await press(page, '上传')
  await page.waitForFunction(() => document.querySelector('.pingyi-said')?.textContent?.includes('survey.csv'))
}

/** Presses one step on the page of the round; where it is final the box is ticked. */
export async function pressStep(page: Page, round: string, name: string, reason?: string): Promise<void> {
  await open(page, `/staff/rounds/${round}`)
  const step = page.locator('details.pingyi-deed', { has: page.locator('summary', { hasText: name }) }).first()
  await step.locator('summary').click()
  if (reason) await step.locator('input[type=text]').fill(reason)
  for (const box of await step.locator('input[type=checkbox]').all()) await box.check()
  await step.locator('button[type=submit]').click()
}

export async function takeStep(page: Page, round: string, name: string, state: string, reason?: string): Promise<void> {
  await pressStep(page, round, name, reason)
  await page.waitForFunction(
    (words) => document.querySelector('.pingyi-said')?.textContent?.includes(words), `现在的状态：${state}`)
}

/** From closed tables to a result that the bodies may read; each step by whose it is. */
export async function computeAndShow({ office, agency, auditor }: People, round: string, reason?: string): Promise<void> {
  await takeStep(agency, round, '计算结果', '已计算', reason)
  await takeStep(auditor, round, '核验', '已核验')
  await takeStep(office, round, '告知各单位', '已告知单位')
}

/** The score on the page of a body's own result. */
export const score = async (page: Page): Promise<string> => (await page.textContent('.pingyi-figure strong'))!.trim()

/** On the page of an appeal: the office finds that it is right, then puts the survey right. */
export async function upholdAppeal(office: Page): Promise<void> {
  await office.check('[name="decision/upheld"][value=yes]')
  await office.fill('[name="decision/reason"]', '核对了原始问卷，情况属实。')
  await office.fill('[name="decision/change"]', '改正居民的票。')
  await office.selectOption('[name="decision/table"]', 'survey.csv')
  await press(office, '作出决定', '作出决定')
  await office.waitForFunction(() => document.querySelector('.pingyi-said')?.textContent?.includes('申诉成立'))
}
export async function correctSurvey(office: Page, file: string): Promise<void> {
  await unfold(office, '更正数据表')
  await office.setInputFiles('[name="table/table"]', file)
  await office.fill('[name="table/evidence"]', '原始问卷')
  await press(office, '更正数据表', '更正数据表')
  await office.waitForFunction(() => document.querySelector('.pingyi-said')?.textContent?.includes('请重新计算'))
}

/** The linter has read what is in the editor now, and says so. */
export const linted = (page: Page, words: string) => page.waitForFunction(
  (wanted) => document.querySelector('#scheme-count')?.textContent?.includes(wanted), words)
