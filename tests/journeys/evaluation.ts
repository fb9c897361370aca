// What several walks through an evaluation do: ballots, bringing a table, taking a step of a round.
import type { Page } from './browser'
import { open, press } from './desk'

const answers = ['satisfied', 'satisfied', 'basically', 'dissatisfied']
const groups = ['residents', 'visitors', 'enterprises']
export const survey = (): string => {
  const rows = ['qh-minzheng', 'qh-jiaoyu', 'qh-chengguan'].flatMap((unit, better) =>
    groups.flatMap((group) =>
      Array.from({ length: 40 }, (_, i) => {
        const answer = answers[(i + (i % (better + 2) === 0 ? 0 : 1)) % answers.length]
        return [unit, group, answer, answer, answer].join(',')
      })))
  return ['unit,stratum,attitude,efficiency,outcome', ...rows].join('\n') + '\n'
}

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
