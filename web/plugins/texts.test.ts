// @vitest-environment node
import { expect, it } from 'vitest'
import { partOf, saidIn } from './texts'

const all = {
  'casework.form.next': '下一步',
  'casework.kind.help': '求助',
  'casework.form.next.about': '往下写',
  'casework.public.title': '来信',
  'casework.staff.sign': '签收',
  'casework.staff.unsaid': '没有人说',
  'casework.step.reply': '公开答复',
  'casework.log.original_read': '查看来信原文',
  'casework.more.grant': '同意',
  'error.casework.taken': '已有',
  'error.files.empty': '空文件',
  'casework.form.left.other': '还有{n}个字',
}
const said = saidIn([
  "t('casework.form.next'); t(`casework.kind.${kind}`)",
  "count('casework.form.left', n); t('casework.staff.sign'); t(`casework.step.${step}`)",
  "t('casework.more.grant'); t(`error.${code}`)",
])

it('keeps what is said, by its whole key or its beginning', () => {
  expect(Object.keys(partOf(all, '', said))).toEqual([
    'casework.form.next',
    'casework.kind.help',
    'casework.form.next.about',
    'error.files.empty',
    'casework.form.left.other',
  ])
})
it('keeps the words of staff apart', () => {
  expect(Object.keys(partOf(all, 'staff', said))).toEqual(['casework.staff.sign'])
  expect(Object.keys(partOf(all, 'more', said))).toEqual(['casework.more.grant'])
})
it('keeps the steps of a case for the pages that show one', () => {
  expect(Object.keys(partOf(all, 'track', said))).toEqual(['casework.step.reply'])
})
it('keeps those of the log apart, though no code names them', () => {
  expect(Object.keys(partOf(all, 'log', said))).toEqual(['casework.log.original_read'])
})
