// What survives a crash, and what two servers on one database share.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { codeOf, engines, makeCity, type Credentials, type Process } from './server'

const json = { 'Content-Type': 'application/json' }

async function cookieOf(server: Process, { name, password, secret }: Credentials): Promise<string> {
  const body = JSON.stringify({ name, password, code: codeOf(secret) })
  const answer = await fetch(`${server.url}/api/session`, { method: 'POST', headers: json, body })
  expect(answer.status).toBe(200)
  return answer.headers.getSetCookie()[0]!.split(';')[0]!
}

interface Creation {
  key: string
  name: string
  acknowledged: string | null
}
interface Invited {
  account: { id: string }
}

function create(server: Process, cookie: string, { key, name }: Creation): Promise<Response> {
  const body = JSON.stringify({ name, display_name: '崩溃试验', grants: [{ role: 'juror', subtree: false }] })
  return fetch(`${server.url}/api/accounts`, { method: 'POST', headers: { ...json, cookie, 'Idempotency-Key': key }, body })
}

const idOf = async (answer: Response): Promise<string> => ((await answer.json()) as Invited).account.id

/** Adds accounts from many callers at once until the server is gone. */
async function createUntilKilled(server: Process, cookie: string): Promise<Creation[]> {
  const creations: Creation[] = []
  let gone = false
  const caller = async (number: number) => {
    for (let i = 0; !gone; i += 1) {
      const creation: Creation = { key: randomBytes(16).toString('hex'), name: `crash-${number}-${i}`, acknowledged: null }
      creations.push(creation)
      const answer = await create(server, cookie, creation).catch(() => null)
      if (!answer) return
      if (answer.status === 201) creation.acknowledged = await idOf(answer).catch(() => null)
    }
  }
  const callers = Array.from({ length: 16 }, (_, number) => caller(number))
  await new Promise((done) => setTimeout(done, 1_500))
  await server.kill()
  gone = true
  await Promise.all(callers)
  return creations
}

describe.each(engines)('on %s', (engine) => {
  it('keeps every acknowledged write over kill -9, and repeats the others without doubling', async () => {
    const city = makeCity(engine)
    const admin = city.accounts.get('demo-admin')!
    const first = await city.serve()
    const creations = await createUntilKilled(first, await cookieOf(first, admin))
    const acknowledged = creations.filter((creation) => creation.acknowledged)
    expect(acknowledged.length).toBeGreaterThan(20)

    const second = await city.serve()
    const cookie = await cookieOf(second, admin)
    for (const { name, acknowledged: id } of acknowledged) {
      const answer = await fetch(`${second.url}/api/accounts/${id}`, { headers: { cookie } })
      expect(answer.status, name).toBe(200)
      expect(((await answer.json()) as { name: string }).name).toBe(name)
    }
    for (const creation of creations.filter(({ acknowledged: id }) => !id)) {
      const answers = [await create(second, cookie, creation), await create(second, cookie, creation)]
      expect(answers.map(({ status }) => status)).toEqual([201, 201])
      expect(await idOf(answers[0]!)).toBe(await idOf(answers[1]!))
    }
    await second.stop()
    city.remove()
  })
})

// Both must sign the same log; otherwise each would name it after its own port, and the second be refused.
const sameLedger = ['--ledger-origin', 'city.example/ledger']

describe.runIf(engines.includes('postgres'))('two servers on one PostgreSQL', () => {
  it('share sessions, records and the chaining of the log', async () => {
    const city = makeCity('postgres')
    const [one, two] = await Promise.all([city.serve(...sameLedger), city.serve(...sameLedger)])
    const cookie = await cookieOf(one, city.accounts.get('demo-admin')!)
    for (let i = 0; i < 40; i += 1) {
      const creation = { key: randomBytes(16).toString('hex'), name: `shared-${i}`, acknowledged: null }
      const made = await create(i % 2 ? one : two, cookie, creation)
      expect(made.status).toBe(201)
      const seen = await fetch(`${(i % 2 ? two : one).url}/api/accounts/${await idOf(made)}`, { headers: { cookie } })
      expect(seen.status).toBe(200)
    }
    interface Chain {
      length: number
      waiting: number
    }
    let chain: Chain = { length: 0, waiting: 1 }
    for (let attempt = 0; attempt < 50 && chain.waiting > 0; attempt += 1) {
      await new Promise((done) => setTimeout(done, 200))
      const answer = await fetch(`${one.url}/api/security-log/chain`, { headers: { cookie } })
      chain = (await answer.json()) as Chain
    }
    expect(chain.waiting).toBe(0)
    expect(chain.length).toBeGreaterThan(40)
    await Promise.all([one.stop(), two.stop()])
    city.remove()
  })
})
