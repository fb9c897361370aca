// Contacts stay where they belong. Unique ones are planted in every field of contact and in the text,
// letters go through their life, and then all that the program stored, logged, answered or sent is read:
// what stood in a field of contact is only in the sealed record, which is ciphertext; what stood in the
// text is only in the original that intake reads.
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import sodium from 'libsodium-wrappers-sumo'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockWith, makePair, readContact, sealTo, textOfKey, type BoxPair } from '../../web/src/modules/contacts/model'
import { picture, unknownNumber } from './desk'
import { startMailPeer, type MailPeer } from './mail_peer'
import { codeOf, engines, makeCity, type City, type Process } from './server'
import { placesOf, shapesOf, tablesOf, type Place } from './traces'

/** In fields of contact: of a public letter, of a hidden one, of a follower, and what was refused. */
const sealed = {
  name: '慕容封缄', phone: '13870010001', mail: 'fengjian-one@resident.example',
  hiddenName: '司徒缄默', hiddenMail: 'jianmo-two@resident.example', follower: 'gensui-three@resident.example',
  refusedPhone: '13870010002', refusedMail: 'not-an-address-four', wrongReceipt: '4917360285174936',
}
/** In the words of residents and staff: masked wherever others read. */
const written = {
  phone: '13970020001', identity: '110101199003074557', plate: '京A8P2X5', mail: 'zhengwen-five@writer.example',
  named: '欧阳落款', added: '13970020002', contested: '13970020003', replied: '13970020004', place: '13970020005',
}
const marker = '玲珑塔'
const reason = '核实玲珑塔的台阶'
const body =
  `${marker}旁边的台阶塌了三级，邻居${written.named}摔伤。我的电话${written.phone}，身份证${written.identity}，` +
  `车牌${written.plate}，邮箱${written.mail}。`

type Json = Record<string, unknown>
interface Answer { status: number; json: Json; text: string }

describe.each(engines)('on %s', (engine) => {
  let city: City
  let server: Process
  let peer: MailPeer
  const answers: Place[] = []
  const originals: Place[] = []
  let mailLog = ''
  const cookies = new Map<string, string>()
  let own: BoxPair

  beforeAll(async () => {
    await sodium.ready
    city = makeCity(engine)
    server = await city.serve('--log-level', 'debug')
    peer = await startMailPeer()
  })
  afterAll(async () => {
    await peer.close()
    await server.stop()
    city.remove()
  })

  async function ask(who: string, method: string, path: string, content?: unknown, keep = answers): Promise<Answer> {
    const headers: Record<string, string> = { Accept: 'application/json', 'Idempotency-Key': crypto.randomUUID().replaceAll('-', '') }
    if (who) headers.Cookie = cookies.get(who)!
    if (content instanceof Buffer) headers['Content-Type'] = 'application/octet-stream'
    else if (content) headers['Content-Type'] = 'application/json'
    const sent = content === undefined ? undefined : content instanceof Buffer ? new Uint8Array(content) : JSON.stringify(content)
    const answer = await fetch(server.url + path, { method, headers, body: sent })
    const octets = Buffer.from(await answer.arrayBuffer())
    const head = Buffer.from(JSON.stringify([...answer.headers]))
    keep.push({ name: `${who || 'anyone'} ${method} ${path.replace(/\d{13}|[0-9a-f-]{36}/g, '…')}`, content: Buffer.concat([head, octets]) })
    const text = octets.toString()
    let json: Json = {}
    try { json = JSON.parse(text) as Json } catch { /* not every answer is JSON */ }
    return { status: answer.status, json, text }
  }
  /** As `ask`, and it must work. */
  async function must(who: string, method: string, path: string, content?: unknown, keep = answers): Promise<Json> {
    const answer = await ask(who, method, path, content, keep)
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300)
    return answer.json
  }
  async function signIn(name: string): Promise<void> {
    const { password, secret } = city.accounts.get(name)!
    const answer = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, password, code: codeOf(secret) }),
    })
    cookies.set(name, answer.headers.get('set-cookie')!.split(';')[0]!)
  }
  async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (let attempt = 0; attempt < 120; attempt += 1) {
      const found = await look()
      if (found !== undefined) return found
      await new Promise((done) => setTimeout(done, 400))
    }
    throw new Error('it did not happen within 48 seconds')
  }
  async function work(minutes: number, mails: number): Promise<void> {
    const settings = ['--mail-server', peer.url, '--mail-from', 'pingyi@office.example', '--public-address', server.url]
    const worker = await city.mail(...settings, '--log-level', 'debug', '--clock', new Date(Date.now() + minutes * 60_000).toISOString())
    await peer.wait(mails)
    await worker.stop()
    mailLog += worker.log()
  }
  const versionOf = async (who: string, number: string): Promise<number> =>
    ((await must(who, 'GET', `/api/desk/cases/${number}`)).row as { version: number }).version

  async function makeKeys(): Promise<void> {
    own = makePair(sodium)
    const pair = makePair(sodium)
    const public_key = textOfKey(sodium, own.publicKey)
    const lock = lockWith(sodium, own.privateKey, 'morning tea by the west lake')
    const { id } = await must('demo-callback', 'POST', '/api/contacts/own-key', { public_key, lock, access: [], give_up: false })
    const access = [{ key: id, sealed: sealTo(sodium, public_key, pair.privateKey) }]
    await must('demo-callback', 'POST', '/api/contacts/pairs', { public_key: textOfKey(sodium, pair.publicKey), access })
  }
  async function file(more: Json): Promise<{ number: string; receipt: string }> {
    const letter = { kind: 'complaint', subject: `${marker}的台阶`, body, place: `${marker}南门，找${written.place}`, names: [written.named] }
    const filed = await must('', 'POST', '/api/cases', { ...letter, visibility: 'everyone', ...more })
    return { number: filed.number as string, receipt: filed.receipt as string }
  }
  async function toReply(number: string): Promise<void> {
    const at = (path: string) => `/api/intake/cases/${number}/${path}`
    await must('demo-office', 'POST', at('original'), undefined, originals)
    await must('demo-office', 'POST', at('accept'), { version: await versionOf('demo-office', number) })
    await must('demo-office', 'POST', at('assign'), { version: await versionOf('demo-office', number), unit: 'qh-minzheng' })
    await must('demo-handler', 'POST', '/api/desk/signings', { cases: [number] })
  }
  async function reply(number: string): Promise<void> {
    const at = `/api/desk/cases/${number}/reply`
    const text = `${marker}的台阶已修好，问${written.replied}。`
    // The writer's own draft holds what they wrote; what is published does not.
    await must('demo-handler', 'PUT', at, { version: 0, text }, originals)
    const { reply: draft } = await must('demo-handler', 'GET', at, undefined, originals) as { reply: { version: number } }
    await must('demo-handler', 'POST', `${at}/submit`, { version: draft.version }, originals)
    const { reply: submitted } = await must('demo-head', 'GET', at, undefined, originals) as { reply: { version: number } }
    await must('demo-head', 'POST', `${at}/publish`, { version: submitted.version })
  }

  let open = { number: '', receipt: '' }
  let hidden = { number: '', receipt: '' }

  it('takes letters through their life', async () => {
    for (const name of ['demo-office', 'demo-handler', 'demo-head', 'demo-callback', 'demo-auditor', 'demo-admin']) await signIn(name)
    await work(0, 0) // its key is made and known
    await makeKeys()
    const draft = 'f'.repeat(32)
    const photo = await must('', 'POST', `/api/attachments?draft=${draft}&name=${encodeURIComponent('台阶.png')}`, picture())
    open = await file({
      contact: { name: sealed.name, contact: sealed.phone },
      notice: { channel: 'mail', address: sealed.mail, consent: true },
      attachments: [{ file: photo.file, draft }],
    })
    hidden = await file({
      visibility: 'body_only',
      contact: { name: sealed.hiddenName, contact: sealed.hiddenMail },
      notice: { channel: 'mail', address: sealed.hiddenMail, consent: true },
    })
    const refused = await ask('', 'POST', '/api/cases', {
      kind: 'letter', subject: '', body: '长'.repeat(20_001), visibility: 'everyone',
      contact: { name: sealed.refusedPhone.repeat(9), contact: sealed.refusedPhone.repeat(12) },
      notice: { channel: 'mail', address: sealed.refusedMail, consent: false },
    })
    expect(refused.status).toBe(422)
    expect((await ask('', 'POST', '/api/tracking', { number: open.number, receipt: sealed.wrongReceipt })).status).toBeGreaterThan(399)
    for (const { number } of [open, hidden]) await toReply(number)
    await must('', 'POST', '/api/tracking/additions', { ...open, text: `补充：打${written.added}`, names: [] })
    await must('demo-office', 'POST', `/api/intake/cases/${open.number}/original`, undefined, originals)
    for (const { number } of [open, hidden]) await reply(number)
    expect((await ask('', 'POST', `/api/cases/${open.number}/follow`, {
      channel: 'mail', address: sealed.follower, consent: true, follow: true,
    })).status).toBeLessThan(300)
    await work(0, 3)
    const token = peer.received.find(({ to }) => to === sealed.follower)!.text.match(/#token=([\w-]+)/)![1]
    await must('', 'POST', '/api/cases/follow/confirmation', { token })
  })

  it('opens the sealed record, which holds what was left', async () => {
    const row = await eventually(async () => {
      const { items } = await must('demo-callback', 'GET', '/api/call-backs') as { items: { id: string; number: string }[] }
      return items.find(({ number }) => number === open.number)
    })
    const box = await must('demo-callback', 'POST', `/api/call-backs/${row.id}/contact`, { reason })
    const { key } = await must('demo-callback', 'GET', '/api/contacts/own-key') as { key: { access: Parameters<typeof readContact>[2] } }
    const plain = readContact(sodium, own, key.access, box as unknown as Parameters<typeof readContact>[3])
    expect(plain).toEqual({ name: sealed.name, contact: sealed.phone })
    const outcome = { outcome: 'reached', solved: false, satisfied: false, unsolved: `还没好，打${written.contested}` }
    await must('demo-callback', 'POST', `/api/call-backs/${row.id}/attempts`, outcome)
    await must('', 'POST', '/api/tracking/contest', { ...hidden, reason: `没有修，打${written.contested}` })
    const tracked = await must('', 'POST', '/api/tracking', open)
    expect(JSON.stringify(tracked.openings)).toContain(reason)
    await work(60, 6) // receipts, a confirmation, one notice a case of what came within minutes, one to the follower
  })

  /** Every address that answers a reader, asked by everybody. */
  async function askEverything(): Promise<void> {
    const number = open.number
    const fixed = [
      '/', '/cases', `/cases?q=${encodeURIComponent(marker)}`, `/cases/${number}`, `/cases/${hidden.number}`,
      '/units/qh-minzheng', '/metrics', '/cases.atom', '/cases.json', '/cases.csv', '/sitemap.xml',
      ...['requests', `requests/${number}`, `requests/${hidden.number}`, 'services', 'servicerequestupdates', 'discovery']
        .flatMap((document) => [`/open311/v2/${document}.json`, `/open311/v2/${document}.xml`]),
      ...[written.phone, sealed.phone, sealed.name, written.named].map((q) => `/api/cases?q=${encodeURIComponent(q)}`),
      `/api/cases?q=${encodeURIComponent(marker)}`, `/cases/${unknownNumber()}`,
    ]
    const described = await must('', 'GET', '/openapi.json').catch(() => JSON.parse(readFileSync(join(import.meta.dirname, '../../api/openapi.json'), 'utf8')) as Json)
    const paths = Object.entries(described.paths as Record<string, Json>).filter(([, methods]) => 'get' in methods).map(([path]) => path)
    expect(paths.length).toBeGreaterThan(40)
    const known = paths.map((path) => path.replace('{case}', number)).filter((path) => !path.includes('{'))
    for (const path of fixed) await ask('', 'GET', path)
    for (const who of ['', ...cookies.keys()]) for (const path of known) await ask(who, 'GET', path)
    for (const who of cookies.keys()) await ask(who, 'GET', `/api/desk/cases/${hidden.number}`)
    await must('', 'POST', '/api/cases/similar', { subject: `${marker}的台阶`, body: '台阶塌了三级' })
    await must('', 'POST', '/api/tracking', open)
    await must('', 'POST', '/api/tracking', hidden)
  }

  const filesOf = (folder: string): Place[] =>
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? filesOf(path) : [{ name: `file ${name}`, content: readFileSync(path) }]
    })

  it('leaves contacts nowhere, and what stands in the text in the original only', async () => {
    await eventually(async () => ((await ask('', 'GET', `/api/cases?q=${encodeURIComponent(marker)}`)).text.includes(open.number) ? true : undefined))
    await askEverything()
    // With the write-ahead log of the running server, which is read while it holds a letter.
    const living = await eventually(async () => {
      await file({})
      const files = filesOf(city.folder)
      return engine !== 'sqlite' || placesOf([marker], files).includes('file pingyi.db-wal') ? files : undefined
    })
    const dumped = tablesOf(city.dump())
    await server.stop()
    if (engine === 'sqlite') execFileSync('sqlite3', [join(city.folder, 'pingyi.db'), 'PRAGMA wal_checkpoint(TRUNCATE)'])
    const logs: Place[] = [{ name: 'log of the server', content: Buffer.from(server.log()) }, { name: 'log of mail', content: Buffer.from(mailLog) }]
    const mails = peer.offered.map(({ header, text }, index) => ({ name: `mail ${index}`, content: Buffer.from(header.replace(/^To:.*$/gm, '') + text) }))
    const files = [...living, ...filesOf(city.folder)]
    const everywhere = [...dumped, ...files, ...logs, ...mails, ...answers]

    // The search itself finds what is no secret, in each of the places.
    const found = (text: string, places: Place[] = everywhere) => placesOf([text], places)
    const hits = found(marker)
    for (const name of [
      'table casework_case', 'table casework_original', 'table casework_reply', 'anyone GET /', `anyone GET /cases?q=${encodeURIComponent(marker)}`,
      'anyone GET /cases/…', 'anyone GET /cases.atom', 'anyone GET /cases.json', 'anyone GET /cases.csv', 'anyone GET /api/cases/…',
      'anyone GET /open311/v2/requests.json', 'anyone GET /open311/v2/requests/….xml', 'anyone POST /api/tracking',
      'anyone POST /api/cases/similar', 'demo-auditor GET /api/desk/cases/…', 'demo-handler GET /api/desk/cases/…',
    ]) expect(hits, `${marker} in ${name}`).toContain(name)
    expect(hits.some((name) => /^table .*search/.test(name)), 'the index of the search').toBe(true)
    if (engine === 'sqlite') expect(hits).toEqual(expect.arrayContaining(['file pingyi.db', 'file pingyi.db-wal']))
    expect(found('casework.replied')).toContain('table outbox_message')
    expect(found('/api/desk/cases/{case}', logs)).toEqual(['log of the server'])
    expect(found('outbox.attempt', logs)).toEqual(['log of mail'])
    expect(mails.length).toBe(6)
    expect(found(open.number.replace(/(\d{4})(?=\d)/g, '$1 '), mails).length).toBe(4)
    expect(found(reason)).toContain('table contacts_opening_reason')

    for (const [what, text] of Object.entries(sealed)) expect(found(text), `${what} ${text}`).toEqual([])
    const mayHold = ['table casework_original', 'table casework_addition']
    const readable = everywhere.filter(({ name }) => !name.startsWith('file pingyi.db') && !mayHold.includes(name))
    for (const [what, text] of Object.entries(written)) expect(found(text, readable), `${what} ${text}`).toEqual([])
    for (const text of [written.phone, written.identity, written.plate, written.mail, written.named, written.added, written.place]) {
      expect(found(text, originals), text).toEqual(['demo-office POST /api/intake/cases/…/original'])
    }
  })

  it('would find them in other shapes', () => {
    for (const text of [sealed.phone, sealed.name, marker]) {
      for (const before of ['', 'a', 'ab', 'abc']) {
        const holder = Buffer.from(`${before}${text} and more`)
        const shapes = [
          holder, Buffer.from(holder.toString('base64')), Buffer.from(holder.toString('base64url')), Buffer.from(holder.toString('hex')),
          Buffer.from(JSON.stringify({ holder: holder.toString() })), Buffer.from(holder.toString(), 'utf16le'),
          Buffer.from(encodeURIComponent(holder.toString())),
        ]
        shapes.forEach((content, index) => expect(placesOf([text], [{ name: 'here', content }]), `${before} ${index}`).toEqual(['here']))
      }
      expect(shapesOf(text).every((shape) => shape.length >= 6)).toBe(true)
    }
  })
})
