// Real answers of the server against api/openapi.json: every status is declared, every body fits.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import addFormats from 'ajv-formats'
import Ajv2020 from 'ajv/dist/2020'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, startServer, type Server } from '../journeys/server'

interface Media { schema?: object }
interface Answer { $ref?: string; content?: Record<string, Media> }
interface Operation { operationId?: string; parameters?: { name: string; in: string; required?: boolean }[]; responses: Record<string, Answer> }
interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { responses?: Record<string, Answer>; schemas?: object }
}

const path = resolve(import.meta.dirname, '../../api/openapi.json')
const document = JSON.parse(readFileSync(path, 'utf8')) as Document
const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats(ajv)
ajv.addSchema(document, 'api')

let server: Server
const cookies = new Map<string, string>()
const known: Record<string, string> = { year: '2026', unit: 'qh-minzheng' }

async function signIn(name: string): Promise<void> {
  const { password, secret } = server.accounts.get(name)!
  const body = JSON.stringify({ name, password, code: codeOf(secret) })
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(`${server.url}/api/session`, { method: 'POST', headers, body })
  expect(answer.status).toBe(200)
  cookies.set(name, answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; '))
  await check('/api/session', 'post', answer)
}

/** The answer's status is declared for the operation, and its JSON fits the declared schema. */
async function check(route: string, method: string, answer: Response): Promise<void> {
  const operation = document.paths[route]?.[method]
  const what = `${method.toUpperCase()} ${route} → ${answer.status}`
  expect(operation, `${what}: not in api/openapi.json`).toBeDefined()
  let declared = operation!.responses[String(answer.status)]
    ?? operation!.responses[`${String(answer.status)[0]}XX`] ?? operation!.responses.default
  expect(declared, `${what}: the status is not declared`).toBeDefined()
  if (declared!.$ref) declared = document.components.responses![declared!.$ref.split('/').pop()!]
  const type = (answer.headers.get('Content-Type') ?? '').split(';')[0]!.trim()
  if (!type) return expect(declared!.content, what).toBeUndefined()
  const media = declared!.content?.[type]
  expect(media, `${what}: ${type} is not declared`).toBeDefined()
  if (!type.endsWith('json') || !media!.schema) return
  // Schemas name one another as "#/components/…", seen from the whole document.
  const schema = JSON.parse(JSON.stringify(media!.schema).replaceAll('"#/components', '"api#/components')) as object
  const fits = ajv.compile(schema)
  expect(fits(await answer.json()), `${what}: ${ajv.errorsText(fits.errors)}`).toBe(true)
}

const call = (route: string, init: RequestInit = {}, who?: string) =>
  fetch(server.url + route, { ...init, headers: { ...(init.headers ?? {}), ...(who ? { Cookie: cookies.get(who)! } : {}) } })

beforeAll(async () => {
  server = await startServer()
  for (const name of ['demo-admin', 'demo-office', 'demo-auditor']) await signIn(name)
  const { items } = (await (await call('/api/accounts', {}, 'demo-admin')).json()) as { items: { id: string }[] }
  known.account = items[0]!.id
})
afterAll(() => server.stop())

const fill = (route: string) => route.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '019a0000-0000-7000-8000-000000000000')
const extra: Record<string, string> = { '/api/calendar/deadline': '?start=2026-09-22&days=15' }

const reads = Object.entries(document.paths).filter(([route, methods]) => methods.get && route.startsWith('/api/'))
describe.each(reads.map(([route]) => [route]))('GET %s', (route) => {
  it.each(['nobody', 'demo-admin', 'demo-office', 'demo-auditor'])('as %s', async (who) =>
    check(route, 'get', await call(fill(route) + (extra[route] ?? ''), {}, who === 'nobody' ? undefined : who)))

  it('with a parameter it does not know', async () => check(route, 'get', await call(`${fill(route)}?no_such=1`)))
})

const writes = Object.entries(document.paths).flatMap(([route, methods]) =>
  Object.keys(methods).filter((method) => ['post', 'put', 'patch'].includes(method) && route.startsWith('/api/'))
    .map((method) => [method, route] as const))
describe.each(writes)('%s %s', (method, route) => {
  it.each([
    ['no body', ''],
    ['a body that is not JSON', '{'],
    ['a body with a field it does not know', '{"no_such":1}'],
  ])('refuses %s as documented', async (_why, body) => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'contract-test-0001' }
    const answer = await call(fill(route), { method: method.toUpperCase(), headers, body }, 'demo-admin')
    expect(answer.status).toBeLessThan(500)
    await check(route, method, answer)
  })
})

describe('what succeeds', () => {
  it('adds an account and repeats the answer under the same key', async () => {
    const body = JSON.stringify({ name: 'contract.person', display_name: '合同', grants: [{ role: 'juror', subtree: false }] })
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'contract-test-0002' }
    const init = { method: 'POST', headers, body }
    const answer = await call('/api/accounts', init, 'demo-admin')
    expect(answer.status).toBe(201)
    await check('/api/accounts', 'post', answer)
    await check('/api/accounts', 'post', await call('/api/accounts', init, 'demo-admin'))
    const other = { ...init, body: body.replace('合同', '别人') }
    const refused = await call('/api/accounts', other, 'demo-admin')
    expect(refused.status).toBe(409)
    await check('/api/accounts', 'post', refused)
  })

  it('previews a calendar', async () => {
    const body = 'date,name,is_off_day,notice_year\n2026-01-01,元旦,True,2026\n'
    const headers = { 'Content-Type': 'application/octet-stream' }
    const route = '/api/calendar/imports/preview'
    await check(route, 'post', await call(route, { method: 'POST', headers, body }, 'demo-office'))
  })
})
