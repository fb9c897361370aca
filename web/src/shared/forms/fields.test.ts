// What a screen reader meets in a form: labels, hints and errors tied to their control, and a summary
// that takes focus.
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { Problem } from '../http'
import { i18n } from '../texts'
import ChoiceField from './ChoiceField.vue'
import ErrorSummary from './ErrorSummary.vue'
import { useForm, type Form } from './form'
import PasswordField from './PasswordField.vue'
import TextField from './TextField.vue'

const global = { plugins: [i18n] }
afterEach(() => { document.body.innerHTML = '' })

it('a text field names its hint and error', async () => {
  const props = { field: 'contact/phone', label: '电话', hint: '手机或座机', error: '写上电话', modelValue: '' }
  const field = mount(TextField, { global, props })
  const input = field.get('input')
  expect(field.get('label').attributes('for')).toBe(input.attributes('id'))
  for (const id of input.attributes('aria-describedby')!.split(' ')) expect(field.find(`#${id}`).exists()).toBe(true)
  expect(input.attributes('aria-invalid')).toBe('true')
  await field.setProps({ error: '', hint: undefined })
  expect(input.attributes('aria-describedby')).toBeUndefined()
  await input.setValue('12345')
  expect(field.emitted('update:modelValue')).toEqual([['12345']])
})

it('a password is shown on demand', async () => {
  const props = { field: 'password', label: '密码', autocomplete: 'new-password' as const, modelValue: 'x' }
  const field = mount(PasswordField, { global, props })
  expect(field.get('input').attributes('type')).toBe('password')
  await field.get('button').trigger('click')
  expect(field.get('input').attributes('type')).toBe('text')
})

it('the first of several choices can be reached from the summary', () => {
  const options = [{ value: 'read', text: '读' }, { value: 'write', text: '写', hint: '小心' }]
  const props = { field: 'scopes', legend: '能做什么', several: true, options, modelValue: ['write'] }
  const field = mount(ChoiceField, { global, props })
  expect(field.find('#field-scopes').exists()).toBe(true)
  expect(field.findAll('input').map((input) => input.element.checked)).toEqual([false, true])
})

it('the summary takes focus and leads to the field, or to what it is part of', async () => {
  let form!: Form
  const page = mount(
    defineComponent(() => {
      form = useForm()
      return () => [h(ErrorSummary, { form }), h('input', { id: 'field-grants' })]
    }),
    { global, attachTo: document.body },
  )
  expect(page.find('.govuk-error-summary').exists()).toBe(false)
  const fields = [{ place: '#/grants/0/unit', code: 'x', message: '没有这个单位' }]
  await form.send(async () => { throw new Problem(422, 'request.invalid', '', fields) })
  await flushPromises()
  expect(document.activeElement?.className).toBe('govuk-error-summary')
  await page.get('.govuk-error-summary a').trigger('click')
  expect(document.activeElement?.id).toBe('field-grants')
})
