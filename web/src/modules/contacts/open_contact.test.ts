// Reading a contact at the call-back desk: reason, then passphrase, then name and number.
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import vectors from '@server/modules/contacts/vectors.json'
import { i18n } from '@/shared/texts'
import OpenContact from './components/OpenContact.vue'

const patient = 120_000 // argon2id over 128 MiB, also on a busy machine
const key = {
  id: 'k', ...vectors.own,
  access: [{ pair: vectors.pair.id, public_key: vectors.pair.public_key, sealed: vectors.access }],
}
afterEach(() => vi.unstubAllGlobals())

async function submit(page: VueWrapper, field: string, value: string): Promise<void> {
  await page.find(`[name=${field}]`).setValue(value)
  await page.find('form').trigger('submit')
  await flushPromises()
}

it('asks for the reason first, then the passphrase, and shows what was sealed', async () => {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ key }), { status: 200 }))
  const ask = vi.fn(async () => vectors.sealed)
  const page = mount(OpenContact, { props: { ask }, global: { plugins: [i18n] } })
  await submit(page, 'reason', '回访')
  expect(ask).not.toHaveBeenCalled()
  await submit(page, 'reason', ' 第一次回访 ')
  expect(ask).toHaveBeenCalledExactlyOnceWith('第一次回访', expect.stringMatching(/^[0-9a-f]{32}$/))
  expect(page.text()).not.toContain(vectors.plain.contact)

  await submit(page, 'open_unlock', 'not the passphrase')
  await vi.waitFor(() => expect(page.find('.govuk-error-message').exists()).toBe(true), patient)
  await submit(page, 'open_unlock', vectors.passphrase)
  await vi.waitFor(() => expect(page.text()).toContain(vectors.plain.contact), patient)
  expect(page.text()).toContain(vectors.plain.name)
  expect(ask).toHaveBeenCalledOnce()
}, 2 * patient)
