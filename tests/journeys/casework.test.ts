// The life of a letter in browsers: a resident writes, intake passes it on, the body answers through a
// second person, an independent officer asks, the resident has it done again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, startBrowser, visitor, type Browser, type Page } from './browser'
import { expectMistakes, lookOver, officer, open, picture, press, slow, unfold, unknownNumber } from './desk'
import { engines, startServer, type Server } from './server'

let browser: Browser
beforeAll(async () => { browser = await startBrowser() })
afterAll(() => browser.close())

const passphrase = 'morning tea by the west lake'
const contact = '13977776666'
const subject = '和平街老年食堂午饭总是凉的'
const body = '从上个月起，助餐点的饭菜送到时已经凉了，老人吃了不舒服。我的电话是13911112222，邻居赵铁柱也可以作证。'
const replyText = '我们上门查看，配送箱的保温层坏了，已于昨天全部更换；本周起每天抽查温度。电话13933334444是值班室的。'

describe.each(engines)('on %s', (engine) => {
  let server: Server
  let resident: Page
  let intake: Page
  let handler: Page
  let head: Page
  let desk: Page
  let number = ''
  let receipt = ''
  const whole = engine === engines[0] // looks at every page once
  const look = async (page: Page) => { if (whole) await lookOver(page) }
  beforeAll(async () => {
    server = await startServer(engine)
    resident = await visitor(browser, server, { width: 390 })
    intake = await officer(browser, server, 'demo-office')
    handler = await officer(browser, server, 'demo-handler')
    head = await officer(browser, server, 'demo-head')
    desk = await officer(browser, server, 'demo-callback')
  })
  afterAll(() => server.stop())

  async function writeFirstPage(page: Page, more: { subject?: string; hidden?: boolean } = {}): Promise<void> {
    await open(page, '/cases/new')
    await page.check('[name=kind][value=complaint]')
    await page.fill('[name=subject]', more.subject ?? subject)
    await page.fill('[name=body]', body)
    if (more.hidden) await page.check('[name=visibility][value=body_only]')
    await press(page, '下一步')
  }
  async function send(page: Page): Promise<void> {
    await press(page, '寄出')
    await page.waitForSelector('#received')
    const codes = await page.locator('.pingyi-received__code').allTextContents()
    ;[number, receipt] = codes.map((code) => code.replace(/\D/g, '')) as [string, string]
  }
  /** A letter that is filed without the pages. */
  async function filed(more: object = {}): Promise<{ number: string; receipt: string }> {
    const answer = await fetch(`${server.url}/api/cases`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID().replaceAll('-', '') },
      body: JSON.stringify({ kind: 'complaint', subject, body, visibility: 'everyone', ...more }),
    })
    expect(answer.status).toBe(201)
    return (await answer.json()) as { number: string; receipt: string }
  }
  async function trackIn(page: Page): Promise<void> {
    await open(page, '/cases/track')
    await page.fill('[name=number]', number)
    await page.fill('[name=receipt]', receipt)
    await press(page, '查看')
    await page.waitForSelector('#timeline')
  }
  const timeline = (page: Page) => page.locator('.pingyi-timeline strong').allTextContents()

  it('offers no call-back before an officer has made the keys', async () => {
    await writeFirstPage(resident)
    await resident.fill('[name=place]', '和平街18号')
    await press(resident, '下一步')
    await resident.waitForSelector('text=现在还不能回访')
    expect(await resident.locator('[name="contact/contact"]').count()).toBe(0)
    await resident.evaluate(() => sessionStorage.clear())
  })

  it('gives the call-back officer keys', async () => {
    await desk.click('a[href="/staff/sealing-keys"]')
    await desk.waitForSelector('[name=first_passphrase]')
    await desk.fill('[name=first_passphrase]', '一二三')
    await press(desk, '设置口令并生成钥匙')
    await expectMistakes(desk, 2)
    await desk.fill('[name=first_passphrase]', passphrase)
    await desk.fill('[name=first_again]', 'something else')
    await desk.check('[name=first_kept]')
    await press(desk, '设置口令并生成钥匙')
    await expectMistakes(desk, 1, '不一样')
    await desk.fill('[name=first_again]', passphrase)
    await press(desk, '设置口令并生成钥匙')
    await desk.waitForSelector('section[aria-labelledby=own-key] code', slow)
    await press(desk, '生成回访密钥对')
    await desk.waitForSelector('section[aria-labelledby=officers] .govuk-tag--green')
    await look(desk)
  })

  it('says what is missing on each page of the letter, and what is too long', async () => {
    await open(resident, '/cases/new')
    await press(resident, '下一步')
    await expectMistakes(resident, 3)
    await resident.check('[name=kind][value=complaint]')
    await resident.fill('[name=subject]', subject)
    await resident.fill('[name=body]', '太短')
    await press(resident, '下一步')
    await expectMistakes(resident, 1, '至少10个字')
    await resident.fill('[name=body]', '长'.repeat(20_001))
    await press(resident, '下一步')
    await resident.waitForSelector('[name=place], .govuk-error-summary')
    expect(await resident.locator('.govuk-error-summary').count(), 'a letter that is too long went on').toBe(1)
    await resident.fill('[name=body]', body)
    await press(resident, '下一步')
    await resident.waitForSelector('[name=place]')
    await press(resident, '下一步')
    await expectMistakes(resident, 1, '在哪里')
  })

  it('files a letter with a photo and a contact; a double click files once', async () => {
    await resident.fill('[name=place]', '和平街18号')
    await resident.setInputFiles('input[type=file]', { name: '饭菜.png', mimeType: 'image/png', buffer: picture() })
    await resident.waitForSelector('li:has-text("饭菜")')
    await press(resident, '下一步')
    await resident.fill('[name="contact/name"]', '钱爱国')
    await resident.fill('[name="contact/contact"]', contact)
    await press(resident, '下一步')
    await resident.waitForSelector('.pingyi-masked')
    const shown = await resident.textContent('.pingyi-letter-sheet')
    expect(shown).toContain('〔电话〕')
    expect(shown).not.toContain('13911112222')
    await resident.fill('[name=names]', '赵铁柱')
    await press(resident, '遮住')
    await resident.waitForSelector('.pingyi-masked >> text=〔姓名〕')
    await expectAccessible(resident)
    let sent = 0
    resident.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/api/cases')) sent += 1 })
    await resident.locator('main').getByRole('button', { name: '寄出' }).dblclick()
    await resident.waitForSelector('#received')
    expect(sent).toBe(1)
    const codes = await resident.locator('.pingyi-received__code').allTextContents()
    ;[number, receipt] = codes.map((code) => code.replace(/\D/g, '')) as [string, string]
    expect([number.length, receipt.length]).toEqual([13, 16])
    await expectAccessible(resident)
    expect(await resident.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('老年食堂')
    await resident.check('[name=saved]')
    await press(resident, '收起回执码')
    expect(await resident.textContent('main')).not.toContain(receipt.slice(12))
  })

  it('tracks by number and receipt only', async () => {
    await open(resident, '/cases/track')
    await press(resident, '查看')
    await expectMistakes(resident, 2)
    await resident.fill('[name=number]', number)
    await resident.fill('[name=receipt]', receipt.replace(/.$/, (last) => String((Number(last) + 1) % 10)))
    await press(resident, '查看')
    await resident.waitForSelector('.govuk-error-summary')
    await trackIn(resident)
    expect(await timeline(resident)).toEqual(['收到来信'])
    expect(await resident.textContent('main')).toContain('还没有人看过')
    expect(await resident.textContent('main')).toContain('饭菜')
    await expectAccessible(resident)
    expect((await fetch(`${server.url}/api/cases/${number}`)).status, 'not public before it is accepted').toBe(404)
  })

  it('is accepted and passed on by intake, which sees a reasoned guess', async () => {
    await intake.click('a[href="/staff/intake"]')
    await intake.waitForSelector('.pingyi-cases')
    await look(intake)
    await intake.click(`.pingyi-cases a:has-text("${subject}")`)
    await intake.waitForURL(`**/staff/cases/${number}`)
    await intake.waitForSelector('details.pingyi-deed')
    await look(intake)
    expect(await intake.textContent('main')).not.toContain('13911112222')
    const original = await unfold(intake, '看来信原文')
    await press(intake, '看来信原文', '看来信原文')
    await original.locator('text=13911112222').waitFor()
    await press(intake, '受理', '受理')
    const assign = await unfold(intake, '交办')
    await assign.locator('text=青禾市民政局').waitFor()
    expect(await assign.locator('.govuk-radios__hint').first().textContent()).toMatch(/老人|助餐/)
    await press(intake, '交办', '交办')
    await expectMistakes(intake, 1, '选一个单位')
    await look(intake)
    await assign.locator('label:has-text("青禾市民政局")').click()
    await assign.locator('[name="assign/words"]').fill('长'.repeat(501))
    await press(intake, '交办', '交办')
    await expectMistakes(intake, 1)
    await assign.locator('[name="assign/words"]').fill('请上门看看')
    await press(intake, '交办', '交办')
    await intake.waitForSelector('.pingyi-facts >> text=已交办，等待签收')
    expect(await timeline(intake)).toEqual(['交办', '受理', '收到来信'])
  })

  it('is signed for with the keyboard alone', async () => {
    await handler.click('a[href="/staff/desk"]')
    await handler.waitForSelector('.pingyi-cases, .pingyi-empty:not([role=status])')
    await look(handler)
    await open(handler, '/staff/desk?list=unsigned')
    await handler.waitForSelector('.pingyi-cases')
    const at = () => handler.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
    const region = () => handler.evaluate(() => document.activeElement?.classList.contains('pingyi-wide'))
    for (let tabs = 0; tabs < 60 && !(await region()); tabs += 1) await handler.keyboard.press('Tab')
    await handler.keyboard.press('k')
    for (let rows = 0; rows < 30 && (await at()) !== subject; rows += 1) await handler.keyboard.press('j')
    expect(await at()).toBe(subject)
    await handler.keyboard.press('x')
    await handler.waitForSelector('.pingyi-bulk')
    await look(handler)
    await handler.waitForSelector('.pingyi-bulk')
    while ((await at()) !== '签收') await handler.keyboard.press('Shift+Tab')
    await handler.keyboard.press('Enter')
    await handler.waitForSelector('text=已签收1件')
  })

  it('is answered through a second person, who sees what will be hidden', async () => {
    await open(handler, `/staff/cases/${number}`)
    await handler.waitForSelector('[name="reply/text"]')
    await press(handler, '保存草稿')
    await expectMistakes(handler, 1, '写下答复')
    await handler.fill('[name="reply/text"]', '长'.repeat(20_001))
    await press(handler, '保存草稿')
    await expectMistakes(handler, 1)
    await handler.fill('[name="reply/text"]', '初稿')
    await press(handler, '保存草稿')
    await handler.waitForSelector('text=已保存')
    // Somebody else saves meanwhile: both versions are there, nothing is lost.
    await open(head, `/staff/cases/${number}`)
    await head.fill('[name="reply/text"]', '负责人改过的一稿')
    await press(head, '保存草稿')
    await head.waitForSelector('text=已保存')
    await handler.fill('[name="reply/text"]', replyText)
    await press(handler, '保存草稿')
    await handler.waitForSelector('[role=alert]:has-text("负责人改过的一稿")')
    expect(await handler.inputValue('[name="reply/text"]')).toBe(replyText)
    await look(handler)
    await press(handler, '送审')
    await handler.waitForSelector('text=已送审')
    expect(await handler.getByRole('button', { name: '公开答复', exact: true }).count(), 'the writer may not publish').toBe(0)

    await open(head, '/staff/desk?list=waiting')
    await head.click(`.pingyi-cases a:has-text("${subject}")`)
    await head.waitForSelector('text=公开时会遮住')
    expect(await head.textContent('main')).toContain('13933334444')
    await look(head)
    await press(head, '退回修改')
    await expectMistakes(head, 1, '写明理由')
    await press(head, '公开答复')
    await head.waitForSelector('.pingyi-facts >> text=已答复')
    await open(head, '/staff/desk?list=done')
    await head.waitForSelector(`.pingyi-cases a:has-text("${subject}")`)
  })

  it('is public with its reply, on its page and in the search', async () => {
    const reader = await visitor(browser, server)
    await reader.goto(`/cases/${number}`)
    const page = await reader.textContent('main')
    expect(page).toContain('配送箱的保温层坏了')
    expect(page).toContain('〔电话〕')
    expect(page).toContain('〔姓名〕')
    expect(page).not.toMatch(/139\d{8}|赵铁柱|钱爱国/)
    await expectAccessible(reader)
    for (let attempt = 0; attempt < 40; attempt += 1) {
      await reader.goto(`/cases?q=${encodeURIComponent('保温')}`)
      if ((await reader.textContent('main'))?.includes(subject)) break
      await new Promise((done) => setTimeout(done, 500))
    }
    expect(await reader.textContent('main')).toContain(subject)
    await reader.context().close()
  })

  it('is asked about by an independent officer, who opens the contact with a reason', async () => {
    await desk.goto('/staff')
    await desk.waitForSelector('a[href="/staff/call-backs"]')
    for (let attempt = 0; attempt < 60; attempt += 1) {
      await open(desk, '/staff/call-backs')
      if (await desk.locator(`text=${subject}`).count()) break
      await new Promise((done) => setTimeout(done, 500))
    }
    await look(desk)
    await desk.click(`main a:has-text("${subject}")`)
    await desk.waitForSelector('[name=reason]')
    expect(await desk.textContent('main')).not.toContain(contact)
    await press(desk, '记下来')
    await expectMistakes(desk, 1)
    await open(desk, new URL(desk.url()).pathname)
    await look(desk)
    await desk.waitForSelector('[name=reason]')
    await press(desk, '记录并查看')
    await expectMistakes(desk, 1, '5 至 500')
    await desk.fill('[name=reason]', '打电话核实食堂的事')
    await press(desk, '记录并查看')
    await desk.fill('[name=open_unlock]', 'not the passphrase')
    await press(desk, '确认口令')
    await desk.waitForSelector('.govuk-error-summary', slow)
    await desk.fill('[name=open_unlock]', passphrase)
    await press(desk, '确认口令')
    await desk.waitForSelector(`text=${contact}`, slow)
    expect(await desk.textContent('main')).toContain('钱爱国')
  })

  it('shows the opening to the resident and to the auditor', async () => {
    await trackIn(resident)
    expect(await resident.textContent('section[aria-labelledby=openings]')).toContain('打电话核实食堂的事')
    const link = resident.locator('section[aria-labelledby=openings] a[download]')
    for (let attempt = 0; attempt < 60 && await link.count() === 0; attempt += 1) {
      await new Promise((done) => setTimeout(done, 500)) // until the ledger has placed the entry
      await trackIn(resident)
    }
    const answer = await resident.request.get(server.url + (await link.getAttribute('href'))!)
    expect(await answer.text()).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra [\w+/=]+\nindex \d+\n/)
    const auditor = await officer(browser, server, 'demo-auditor')
    await open(auditor, '/staff/security-log')
    const log = await auditor.textContent('main')
    expect(log).toMatch(/demo-callback启封联系方式/)
    expect(log).toMatch(/demo-office查看来信原文/)
    expect(log, 'a kind without words').not.toMatch(/(accounts|casework|contacts|units|calendar)\.[a-z]+_?[a-z]+/)
    await auditor.context().close()
  })

  it('is closed by the outcome, and reopened when the resident contests it', async () => {
    await desk.check('[name=outcome][value=reached]')
    await press(desk, '记下来')
    await expectMistakes(desk, 2)
    await desk.check('[name=solved][value=yes]')
    await desk.check('[name=satisfied][value=no]')
    await press(desk, '记下来')
    await desk.waitForURL('**/staff/call-backs')
    await trackIn(resident)
    expect(await resident.textContent('.pingyi-facts')).toContain('已办结')
    expect(await resident.textContent('section[aria-labelledby=calls]')).toMatch(/已解决，不满意/)
    const told = await (await fetch(`${server.url}/cases/${number}`)).text()
    expect(told).toContain('已办结')
    expect(told, 'others do not learn what was said').not.toMatch(/满意|已解决/)
    await unfold(resident, '没有解决，要求重办')
    await press(resident, '没有解决，要求重办', '没有解决，要求重办')
    await expectMistakes(resident, 1, '还有什么没有解决')
    await resident.fill('[name="contest/reason"]', '长'.repeat(501))
    await press(resident, '没有解决，要求重办', '没有解决，要求重办')
    await expectMistakes(resident, 1)
    await resident.fill('[name="contest/reason"]', '昨天的饭还是凉的')
    await press(resident, '没有解决，要求重办', '没有解决，要求重办')
    await resident.waitForSelector('.pingyi-facts >> text=正在办理')
    expect(await resident.locator('summary:has-text("是怎么算的")').count(), 'a clock of its own').toBe(2)
    expect(await resident.locator('summary:has-text("要求重办")').count(), 'once only').toBe(0)
    expect(await timeline(resident)).toEqual([
      '重新办理', '办结', '独立回访', '公开答复', '答复送审', '签收', '交办', '受理', '收到来信',
    ])
    await expectAccessible(resident)
    await open(handler, '/staff/desk?list=reopened')
    await handler.click(`.pingyi-cases a:has-text("${subject}")`)
    await handler.waitForSelector('[name="reply/text"]')
    expect(await handler.inputValue('[name="reply/text"]'), 'the second reply begins empty').toBe('')
    await handler.waitForSelector('text=昨天的饭还是凉的')
  })

  it('is sent back to intake, with a reason, by a body that it does not concern', async () => {
    await unfold(handler, '退回')
    await press(handler, '退回', '退回')
    await expectMistakes(handler, 1, '写明理由')
    const longer = await unfold(handler, '申请延期')
    await longer.locator('[name="longer/days"]').fill('31')
    await press(handler, '申请延期', '申请延期')
    await handler.waitForSelector('text=填1到30之间的数')
    await longer.locator('[name="longer/days"]').fill('3')
    await longer.locator('[name="longer/reason"]').fill('新保温箱后天到货')
    await press(handler, '申请延期', '申请延期')
    await handler.waitForSelector('text=申请延期3天，等待决定')
    await handler.fill('[name="back/reason"]', '改由城管办理')
    await press(handler, '退回', '退回')
    await handler.waitForURL('**/staff/desk')
    await open(handler, '/staff/desk?list=returned')
    await handler.waitForSelector(`.pingyi-cases a:has-text("${subject}")`)
    expect(await handler.locator('.pingyi-cases [type=checkbox]').count(), 'nothing here is signed for').toBe(0)
    await open(intake, '/staff/intake?list=returned')
    await intake.waitForSelector(`.pingyi-cases a:has-text("${subject}")`)
  })

  it('refuses with a reason from the list', async () => {
    const letter = await filed({ subject: '请评价我邻居的人品' })
    await open(intake, `/staff/cases/${letter.number}`)
    const refuse = await unfold(intake, '不予受理')
    await press(intake, '不予受理', '不予受理')
    await expectMistakes(intake, 1, '写明理由')
    await refuse.locator('select').selectOption({ index: 1 })
    await refuse.locator('[name="refuse/words"]').fill('不属于任何单位的职责')
    await press(intake, '不予受理', '不予受理')
    await intake.waitForSelector('.pingyi-facts >> text=不予受理')
    await look(intake)
    ;({ number, receipt } = letter)
    await trackIn(resident)
    expect(await resident.textContent('main')).toContain('不予受理，原因')
    expect(await resident.locator('summary:has-text("申请复核")').count()).toBe(1)
  })

  it('answers for a private number as for one that does not exist', async () => {
    await writeFirstPage(resident, { subject: '不想公开的一件事', hidden: true })
    await resident.fill('[name=place]', '和平街20号')
    await press(resident, '下一步')
    await resident.waitForSelector('[name="contact/contact"]')
    await press(resident, '下一步')
    await resident.waitForSelector('.pingyi-letter-sheet')
    await send(resident)
    await open(intake, `/staff/cases/${number}`)
    await press(intake, '受理', '受理')
    await intake.waitForSelector('.pingyi-facts >> text=已受理')
    const ask = async (path: string) => {
      const answer = await fetch(server.url + path)
      const text = (await answer.text()).replaceAll(number, 'N').replace(/"request_id":"[^"]*"|<code class="nw">[^<]*<\/code>/g, '')
      return { status: answer.status, text }
    }
    const other = unknownNumber()
    for (const path of ['/cases/', '/api/cases/', '/open311/v2/requests/']) {
      const end = path.startsWith('/open311') ? '.json' : ''
      const hidden = await ask(path + number + end)
      const unknown = await ask(path + other + end)
      expect(hidden.status, path).toBe(404)
      expect(hidden, path).toEqual({ ...unknown, text: unknown.text.replaceAll(other, 'N') })
    }
    const reader = await visitor(browser, server)
    await open(reader, `/cases/${number}`).catch(() => {})
    expect(await reader.textContent('main')).not.toContain('不想公开')
    await reader.context().close()
    await trackIn(resident)
    expect(await resident.textContent('main')).toContain('别人看不到')
  })
})
