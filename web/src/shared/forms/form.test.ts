import { describe, expect, it } from 'vitest'
import { Problem } from '../http'
import { controlId, fieldOf, useForm } from './form'

const refused = new Problem(422, 'request.invalid', 'no', [
  { place: '#/contact/phone', code: 'too_long', message: '最多20个字' },
])

describe('useForm', () => {
  it('shows a refusal beside its field', async () => {
    const form = useForm()
    expect(await form.send(async () => { throw refused })).toBe(false)
    expect(form.errorOf('contact/phone')).toBe('最多20个字')
    expect(form.errorOf('contact')).toBe('最多20个字')
    expect(form.errorOf('con')).toBe('')
    expect(form.busy.value).toBe(false)
  })

  it('keeps the key when no answer came and changes it otherwise', async () => {
    const form = useForm()
    const keys: string[] = []
    const fail = (problem: Problem) => form.send(async (key) => { keys.push(key); throw problem })
    await fail(new Problem(0, 'web.offline', ''))
    await fail(new Problem(503, 'http.busy', ''))
    await fail(refused)
    await form.send(async (key) => { keys.push(key) })
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).toBe(keys[0])
    expect(keys[3]).not.toBe(keys[0])
  })

  it('sends once, however often it is pressed', async () => {
    const form = useForm()
    let sent = 0
    const slow = () => form.send(async () => { sent += 1; await Promise.resolve() })
    await Promise.all([slow(), slow()])
    expect(sent).toBe(1)
  })

  it('clears what was wrong when it is sent again', async () => {
    const form = useForm()
    form.refuse([{ field: 'name', message: '写名字' }])
    await form.send(async () => {})
    expect(form.mistakes.value).toEqual([])
  })
})

it('names controls after their fields', () => {
  expect(controlId(fieldOf('#/contact/phone'))).toBe('field-contact-phone')
})
