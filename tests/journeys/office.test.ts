// What the programme office, bodies, intake and inspectors do beside the ordinary way of a letter:
// more time, supervision, templates, files, appeals, time limits, and putting right what was found.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectAccessible, settled, signIn, startBrowser, visitor, type Browser, type Page } from './browser'
import { codeOf, startServer, type Credentials, type Server } from './server'

let server: Server
let browser: Browser
let office: Page
let handler: Page
let head: Page
/** Another member of the office, who took no part in any case. */
let reviewer: Page

const hex = (): string => randomBytes(16).toString('hex')
const json = { 'Content-Type': 'application/json' }
interface Letter {
  number: string
  receipt: string
}

async function post<T>(path: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  const answer = await fetch(server.url + path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`)
  return (text ? JSON.parse(text) : undefined) as T
}

/** As whoever is signed in on the page. */
async function as<T>(page: Page, method: string, path: string, body?: object): Promise<T> {
  const text = await page.evaluate(async ([how, where, what, key]) => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key! }
    const answer = await fetch(where!, { method: how, headers, body: what || undefined })
    const said = await answer.text()
    if (!answer.ok) throw new Error(`${where}: ${answer.status} ${said}`)
    return said
  }, [method, path, body ? JSON.stringify(body) : '', hex()] as const)
  return (text ? JSON.parse(text) : undefined) as T
}

const file = (subject: string, more: object = {}): Promise<Letter> =>
  post('/api/cases', {
    kind: 'help', subject, body: '敬老院门口的坡道断了一块，轮椅过不去，已经两个星期没有人修。', place: '和平街3号',
    unit: 'qh-minzheng', visibility: 'everyone', names: [], ...more,
  }, { 'Idempotency-Key': hex() })

async function atTheBody(subject: string): Promise<Letter> {
  const letter = await file(subject)
  await as(office, 'POST', `/api/intake/cases/${letter.number}/accept`, {})
  await as(office, 'POST', `/api/intake/cases/${letter.number}/assign`, { unit: 'qh-minzheng' })
  await as(handler, 'POST', '/api/desk/signings', { cases: [letter.number] })
  return letter
}

async function member(name: string, role: string): Promise<Credentials> {
  const admin = await visitor(browser, server)
  await signIn(admin, server.accounts.get('demo-admin')!)
  const { activation_code } = await as<{ activation_code: string }>(admin, 'POST', '/api/accounts', {
    name, display_name: '复核员', grants: [{ role, subtree: false }],
  })
  const password = 'a long sentence for tests'
  const { totp_secret: secret } = await post<{ totp_secret: string }>('/api/activation', { activation_code, password })
  await post('/api/activation/confirmation', { activation_code, code: codeOf(secret) })
  return { name, password, secret }
}

/** Opens a page, in Chinese wide or in English on a telephone, and holds it against the rules. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await settled(page)
}
async function checked(page: Page, address: string): Promise<void> {
  const url = new URL(address, server.url)
  for (const [language, width] of [['en', 390], ['zh', 1280]] as const) {
    await page.context().addCookies([{ name: 'pingyi_language', value: language, url: server.url }])
    await page.setViewportSize({ width, height: 800 })
    await open(page, url.href)
    await expectAccessible(page)
    expect(await page.textContent('#app'), `a key stands on ${address}`).not.toMatch(/\b(casework|accounts)\.[a-z_]+\./)
  }
}
const step = (page: Page, title: string) =>
  page.locator('details', { has: page.locator('summary', { hasText: title }) })
async function unfold(page: Page, title: string): Promise<void> {
  const details = step(page, title).first()
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
}
const done = (page: Page, text: string) => page.locator('[role=status]', { hasText: text }).waitFor()

beforeAll(async () => {
  server = await startServer()
  browser = await startBrowser()
  const enter = async (who: Credentials): Promise<Page> => {
    const page = await visitor(browser, server)
    await signIn(page, who)
    return page
  }
  office = await enter(server.accounts.get('demo-office')!)
  handler = await enter(server.accounts.get('demo-handler')!)
  head = await enter(server.accounts.get('demo-head')!)
  reviewer = await enter(await member('reviewer', 'programme_office'))
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

let ramp: Letter

it('a body asks for more time and the office grants a part of it, in public', async () => {
  ramp = await atTheBody('敬老院门口的坡道断了')
  await open(handler, `/staff/cases/${ramp.number}`)
  await unfold(handler, '申请延期')
  const asking = step(handler, '申请延期')
  await asking.locator('input[inputmode=numeric]').fill('5')
  await asking.locator('textarea').fill('要等水泥干透，才能过轮椅。')
  await asking.locator('button[type=submit]').click()
  await handler.locator('text=申请延期5天').waitFor()

  await checked(office, '/staff/office?list=extensions')
  await unfold(office, '决定是否延期')
  const deciding = step(office, '决定是否延期')
  await deciding.locator('button[type=submit]').click()
  await office.waitForFunction(() => document.activeElement?.className === 'govuk-error-summary')
  await deciding.getByLabel('同意延期', { exact: true }).check()
  await deciding.locator('input[inputmode=numeric]').fill('9')
  await deciding.locator('textarea').fill('水泥要养护三天，多了没有必要。')
  await deciding.locator('button[type=submit]').click()
  await deciding.locator('.govuk-error-message', { hasText: '1到5之间' }).waitFor()
  await deciding.locator('input[inputmode=numeric]').fill('3')
  await deciding.locator('button[type=submit]').click()
  await done(office, '已同意延期3天')
  expect(await office.evaluate(() => document.activeElement?.textContent)).toContain('已同意延期3天')
  expect(await office.textContent('main')).toContain('没有等决定的延期申请')
  expect(await (await fetch(`${server.url}/cases/${ramp.number}`)).text()).toContain('水泥要养护三天')
})

it('the office supervises a case until it says why it may end', async () => {
  await open(office, `/staff/cases/${ramp.number}`)
  await unfold(office, '开始督办')
  await step(office, '开始督办').locator('textarea').fill('敬老院的老人出不了门。')
  await step(office, '开始督办').locator('button[type=submit]').click()
  await done(office, '已开始督办')
  await open(office, '/staff/office?list=supervised')
  await office.click('text=敬老院门口的坡道断了')
  await office.waitForURL(`**/staff/cases/${ramp.number}`)
  await unfold(office, '结束督办')
  await step(office, '结束督办').locator('textarea').fill('坡道已经在修。')
  await step(office, '结束督办').locator('button[type=submit]').click()
  await done(office, '督办已结束')
})

it('the board keeps its filters in the address', async () => {
  await checked(office, '/staff/office')
  await office.selectOption('[name=days]', '20')
  await office.waitForURL(/days=20/)
  await office.selectOption('[name=kind]', 'enquiry')
  await office.waitForURL(/kind=enquiry/)
  await office.reload()
  await settled(office)
  expect(await office.inputValue('[name=days]')).toBe('20')
  expect(await office.inputValue('[name=kind]')).toBe('enquiry')
  await office.click('.pingyi-tabs >> text=来回转办')
  await office.waitForURL(/list=passed_around/)
  await settled(office)
  expect(await office.locator('[name=days]').count()).toBe(0)
})

it('a body adds a template and writes its reply with it and with a photo', async () => {
  await checked(handler, '/staff/templates')
  await handler.click('text=新建模板')
  await handler.waitForURL('**/staff/templates/new')
  await settled(handler)
  await expectAccessible(handler)
  await handler.fill('[name=name]', '修好了')
  await handler.fill('[name=text]', '您反映的“{subject}”（{numbr}）已经修好。')
  await handler.click('form .govuk-button[type=submit]')
  await handler.locator('.govuk-error-message', { hasText: '{numbr}' }).waitFor()
  await handler.fill('[name=text]', '您反映的“{subject}”（{number}）已经修好。')
  await handler.click('form .govuk-button[type=submit]')
  await handler.waitForURL('**/staff/templates')

  await open(handler, `/staff/cases/${ramp.number}`)
  await handler.locator('select[name$=template]').selectOption({ label: '修好了' })
  const text = handler.locator('textarea[name$=text]')
  expect(await text.inputValue()).toContain('您反映的“敬老院门口的坡道断了”')
  await handler.locator('.pingyi-reply-form button[type=submit]').click()
  await handler.setInputFiles('input[type=file]', { name: '坡道.png', mimeType: 'image/png', buffer: await photo() })
  await handler.click('text=附到答复上')
  await done(handler, '已附上1个文件')
  await expectAccessible(handler)
  await handler.click('text=送审')
  await handler.locator('text=已送审').first().waitFor()

  await open(head, `/staff/cases/${ramp.number}`)
  await head.locator('text=坡道').first().waitFor()
  await head.locator('.govuk-button', { hasText: '公开答复' }).click()
  await head.locator('.pingyi-facts', { hasText: /已答复|已办结/ }).waitFor()
})

/** A small picture that a browser drew. */
async function photo(): Promise<Buffer> {
  const page = await visitor(browser, server)
  await page.setViewportSize({ width: 320, height: 240 })
  await page.goto('/')
  const drawn = await page.screenshot()
  await page.context().close()
  return drawn
}

it('intake looks at a photo and lets it be public', async () => {
  const draft = hex()
  const sent = await fetch(`${server.url}/api/attachments?draft=${draft}&name=${encodeURIComponent('路灯.png')}`, {
    method: 'POST', headers: { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': hex() }, body: new Uint8Array(await photo()),
  })
  const { file: id } = (await sent.json()) as { file: string }
  const letter = await file('巷子里的路灯不亮', { attachments: [{ file: id, draft }] })
  await as(office, 'POST', `/api/intake/cases/${letter.number}/accept`, {})
  const row = office.locator('.pingyi-list__item', { hasText: '巷子里的路灯不亮' })
  await expect.poll(async () => {
    await open(office, '/staff/intake?list=attachments')
    await row.waitFor()
    return row.locator('summary', { hasText: '看图' }).count()
  }, { timeout: 30_000, interval: 1000 }).toBe(1)
  await checked(office, '/staff/intake?list=attachments')
  await row.locator('summary', { hasText: '看图' }).click()
  await expect.poll(() => row.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(320)
  await row.locator('button', { hasText: '可以公开' }).click()
  await done(office, '路灯.jpg：可以公开')
  await expect.poll(() => row.count()).toBe(0)
  expect(await (await fetch(`${server.url}/cases/${letter.number}`)).text()).toContain(`/attachments/${id}`)
  await open(office, `/staff/cases/${letter.number}`)
  await office.locator('.pingyi-file', { hasText: '路灯.jpg' }).locator('text=不公开').click()
  await done(office, '路灯.jpg：不公开')
  expect(await (await fetch(`${server.url}/cases/${letter.number}`)).text()).not.toContain(`/attachments/${id}`)
})

it('a co-body answers its part', async () => {
  const letter = await file('养老院旁边的公交站', { unit: 'qh-jiaotong' })
  await as(office, 'POST', `/api/intake/cases/${letter.number}/accept`, {})
  await as(office, 'POST', `/api/intake/cases/${letter.number}/assign`, { unit: 'qh-jiaotong' })
  await as(office, 'POST', `/api/desk/cases/${letter.number}/parts`, { unit: 'qh-minzheng', task: '请提供养老院的作息时间。' })
  await checked(handler, '/staff/desk?list=parts')
  await unfold(handler, '回复协办事项')
  await step(handler, '回复协办事项').locator('textarea').fill('早上七点到晚上八点。')
  await step(handler, '回复协办事项').locator('button[type=submit]').click()
  await done(handler, '已回复主办单位')
  await open(office, `/staff/cases/${letter.number}`)
  expect(await office.textContent('main')).toContain('早上七点到晚上八点。')
})

it('an upheld appeal has the body put things right, verified by somebody outside it', async () => {
  const state = async (): Promise<string> =>
    (await as<{ row: { state: string } }>(office, 'GET', `/api/desk/cases/${ramp.number}`)).row.state
  await expect.poll(state, { timeout: 40_000, interval: 500 }).toBe('closed')
  await post('/api/tracking/appeal', { number: ramp.number, receipt: ramp.receipt, about: 'closing', grounds: '坡道修得太陡，轮椅还是上不去。' }, { 'Idempotency-Key': hex() })
  await open(office, '/staff/office?list=appeals')
  expect(await office.textContent('main')).toContain('您办过这件事')
  await checked(reviewer, '/staff/office?list=appeals')
  await unfold(reviewer, '作出复核决定')
  await step(reviewer, '作出复核决定').getByLabel('来信人有理').check()
  await step(reviewer, '作出复核决定').locator('textarea').fill('坡度不合规范，要重做。')
  await step(reviewer, '作出复核决定').locator('button[type=submit]').click()
  await done(reviewer, '复核成立')

  await checked(handler, '/staff/rectifications')
  await handler.click('text=坡度不合规范，要重做。')
  await handler.waitForURL(/rectifications\/[0-9a-f-]+$/)
  await settled(handler)
  const address = handler.url()
  await step(handler, '报告整改情况').locator('textarea').fill('坡道按规范重做，坡度一比十二。')
  await step(handler, '报告整改情况').locator('button[type=submit]').click()
  await done(handler, '等待核实')
  await checked(office, address)
  await step(office, '核实整改').getByLabel('改到位了', { exact: true }).check()
  await step(office, '核实整改').locator('textarea').fill('到现场推轮椅走了一遍。')
  await step(office, '核实整改').locator('button[type=submit]').click()
  await done(office, '已核实')
  await step(office, '当事人是否满意').getByLabel('当事人满意', { exact: true }).check()
  await step(office, '当事人是否满意').locator('button[type=submit]').click()
  await done(office, '已登记')
  await open(office, '/staff/rectifications?state=verified')
  expect(await office.textContent('main')).toContain('坡度不合规范，要重做。')
})

it('time limits are added as a new version with an exception', async () => {
  await checked(office, '/staff/office/time-rules')
  await checked(office, '/staff/office/time-rules/new')
  await office.fill('[name=note]', '市政府办公室2026年第9号文')
  const reply = office.locator('section', { has: office.locator('#stage-reply') })
  await reply.locator('button', { hasText: '增加一条例外' }).click()
  await office.click('form .govuk-button[type=submit]')
  await reply.locator('.govuk-error-message', { hasText: '选一个类别或缓急' }).waitFor()
  const exception = reply.locator('fieldset').last()
  await exception.locator('select').first().selectOption('help')
  await exception.locator('input').first().fill('7')
  await exception.locator('input').last().fill('10')
  await office.click('form .govuk-button[type=submit]')
  await office.waitForURL('**/staff/office/time-rules')
  await settled(office)
  const newest = office.locator('section', { hasText: '市政府办公室2026年第9号文' })
  expect(await newest.textContent()).toContain('现行')
  expect(await newest.locator('tr', { hasText: '求助' }).textContent()).toMatch(/7个工作日.*10个工作日/)
})
