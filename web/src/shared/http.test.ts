import { afterEach, describe, expect, it, vi } from 'vitest'
import { call, newKey, Problem } from './http'

const answer = (status: number, body: unknown) =>
  vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify(body), { status })))

afterEach(() => vi.unstubAllGlobals())

describe('call', () => {
  it('sends JSON with the key and leaves empty parameters out', async () => {
    answer(201, { id: '1' })
    await call('POST', '/api/things', { body: { a: 1 }, query: { q: '', n: 2 }, key: 'k' })
    const [address, request] = vi.mocked(fetch).mock.calls[0]!
    expect(address).toBe('/api/things?n=2')
    expect(request!.body).toBe('{"a":1}')
    expect(request!.headers).toMatchObject({ 'Idempotency-Key': 'k' })
  })

  it('turns a refusal into a Problem with its fields', async () => {
    const said = { code: 'too_short', limit: '1', message: '写名字' }
    const errors = [{ in: 'body', pointer: '#/name', ...said }, { in: 'file', place: 'row 2', ...said }]
    answer(422, { code: 'request.invalid', detail: '请补充', errors, request_id: 'r1' })
    const problem = await call('GET', '/api/x').catch((error: unknown) => error as Problem)
    expect(problem).toMatchObject({ status: 422, code: 'request.invalid', message: '请补充', request: 'r1' })
    expect((problem as Problem).fields).toMatchObject([{ place: '#/name', ...said }, { place: 'row 2' }])
  })

  it('says so when there is no answer, and does not try again', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => { throw new TypeError('network') }))
    await expect(call('POST', '/api/x')).rejects.toMatchObject({ code: 'web.offline', status: 0 })
    expect(fetch).toHaveBeenCalledTimes(1)
  })
})

it('makes keys that the server accepts and that differ', () => {
  expect(newKey()).toMatch(/^[a-z0-9]{32}$/)
  expect(newKey()).not.toBe(newKey())
})
