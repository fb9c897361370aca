// Open311 as clients in use speak it: discovery first, keys in the form, strict headers and statuses.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeOf, startServer, type Server } from '../journeys/server'

let server: Server
let key: string
let endpoint: string

const xml = 'text/xml; charset=utf-8'
const json = 'application/json; charset=utf-8'
const element = (body: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1]

async function get(path: string, type: string, status = 200): Promise<string> {
  const answer = await fetch(`${endpoint}/${path}`)
  expect(answer.status, path).toBe(status)
  expect(answer.headers.get('Content-Type'), path).toBe(type)
  return answer.text()
}

beforeAll(async () => {
  server = await startServer()
  const { password, secret } = server.accounts.get('demo-admin')!
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'open311-test-0001' }
  const body = JSON.stringify({ name: 'demo-admin', password, code: codeOf(secret) })
  const session = await fetch(`${server.url}/api/session`, { method: 'POST', headers, body })
  const Cookie = session.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ')
  const wanted = JSON.stringify({ name: 'open311', read: true, write: true, valid_days: 30 })
  const made = await fetch(`${server.url}/api/keys`, { method: 'POST', headers: { ...headers, Cookie }, body: wanted })
  key = /pingyi_key_[\w-]+/.exec(await made.text())![0]
  endpoint = `${server.url}/open311/v2`
})
afterAll(() => server.stop())

it('is found by its discovery, in both formats', async () => {
  const found = await get('discovery.xml', xml)
  expect(element(found, 'specification')).toBe('http://wiki.open311.org/GeoReport_v2')
  endpoint = element(found, 'url')!
  expect(endpoint).toBe(`${server.url}/open311/v2`)
  const { endpoints } = JSON.parse(await get('discovery.json', json)) as { endpoints: { formats: string[] }[] }
  expect(endpoints[0]!.formats).toEqual(['text/xml', 'application/json'])
})

it('lists services as a bare array with text codes', async () => {
  const services = JSON.parse(await get('services.json', json)) as { service_code: unknown; metadata: unknown }[]
  expect(services.length).toBeGreaterThan(0)
  for (const service of services) {
    expect(typeof service.service_code).toBe('string')
    expect(service.metadata).toBe(false)
  }
  const xmlCodes = (await get('services.xml', xml)).match(/<service_code>/g)
  expect(xmlCodes).toHaveLength(services.length)
})

const report = { service_code: 'complaint', lat: '30.2741', long: '120.1551', description: '路灯不亮\n电话13812345678', email: 'a@b.org' }

it.each([
  ['form with the key in it', (target: string) => fetch(target, { method: 'POST', body: new URLSearchParams({ ...report, api_key: key }) })],
  ['form with jurisdiction and key in the query', (target: string) =>
    fetch(`${target}?jurisdiction_id=city.example&api_key=${key}`, { method: 'POST', body: new URLSearchParams(report) })],
  ['form with the key in the header', (target: string) =>
    fetch(target, { method: 'POST', headers: { Authorization: `Bearer ${key}` }, body: new URLSearchParams(report) })],
  ['multipart with an upload', (target: string) => {
    const form = new FormData()
    for (const [name, value] of Object.entries({ ...report, api_key: key })) form.append(name, value)
    form.append('media', new Blob([new Uint8Array(1000)]), 'a.jpg')
    return fetch(target, { method: 'POST', body: form })
  }],
])('files a request: %s', async (_how, send) => {
  const answer = await send(`${endpoint}/requests.xml`)
  const body = await answer.text()
  expect(answer.status, body).toBe(200)
  expect(answer.headers.get('Content-Type')).toBe(xml)
  const number = element(body, 'service_request_id')!
  expect(number).toMatch(/^\d{13}$/)
  // Not public before it is accepted, for nobody.
  expect(element(await get(`requests/${number}.xml?api_key=${key}`, xml, 404), 'code')).toBe('404')
  expect(JSON.parse(await get(`requests.json?service_request_id=${number}`, json, 404))).toMatchObject([{ code: 404 }])
})

it.each([['', 403], ['api_key=pingyi_key_wrong', 403]])('refuses a key in the format asked for: %s', async (body, status) => {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  for (const [ending, type] of [['xml', xml], ['json', json]] as const) {
    const answer = await fetch(`${endpoint}/requests.${ending}`, { method: 'POST', headers, body })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('Content-Type')).toBe(type)
    const told = await answer.text()
    expect(ending === 'xml' ? element(told, 'code') : String((JSON.parse(told) as { code: number }[])[0]!.code)).toBe('403')
  }
})

it('answers nothing as an empty list', async () => {
  const before = 'start_date=2001-01-01T00:00:00Z&end_date=2001-02-01T00:00:00Z'
  expect(await get(`requests.json?${before}`, json)).toBe('[]')
  expect(await get(`servicerequestupdates.xml?${before}`, xml)).toContain('<service_request_updates></service_request_updates>')
})

it('fits its errors to a broken credential and to unknown documents', async () => {
  const answer = await fetch(`${endpoint}/services.json`, { headers: { Authorization: 'Bearer wrong' } })
  expect(answer.status).toBe(403)
  expect(JSON.parse(await answer.text())).toMatchObject([{ code: 403 }])
  expect(element(await get('nothing.xml', xml, 404), 'code')).toBe('404')
})
