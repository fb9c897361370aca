// The calls of casework that pages of staff make.
import type { SealedBox } from '@/modules/contacts'
import type { components } from '@/shared/api'
import { call } from '@/shared/http'

type Schemas = components['schemas']
export type CaseRow = Schemas['casework.CaseRow']
export type CaseDetail = Schemas['casework.StaffCase']
export type Stepped = Schemas['casework.Stepped']
export type IntakeCounts = Schemas['casework.IntakeCounts']
export type InboxCounts = Schemas['casework.InboxCounts']
export type Guess = Schemas['casework.GuessView']
export type ReplyDesk = Schemas['casework.ReplyDesk']
export type Template = Schemas['casework.TemplateView']
export type Original = Schemas['casework.OriginalView']
export type Reason = Schemas['casework.FilingReason']
export type CallBackRow = Schemas['casework.CallBackRow']
export type CallBackDetail = Schemas['casework.CallBackDetail']
export type CallOutcome = Schemas['casework.AttemptBody']['outcome']
type CasePage = Schemas['casework.PageOfCaseRow']
export type Part = Schemas['casework.PartView']
export type Attachment = Schemas['casework.AttachmentView']
export type UnseenAttachment = Schemas['casework.UnseenAttachment']
export type Filters = Record<string, string | undefined>

const at = (number: string, rest = ''): string => `/api/desk/cases/${number}${rest}`
const intake = (number: string, rest: string): string => `/api/intake/cases/${number}/${rest}`

export const showCase = (number: string): Promise<CaseDetail> => call('GET', at(number))

// Intake

export const intakeQueue = (query: Filters): Promise<CasePage> => call('GET', '/api/intake/cases', { query })
export const intakeCounts = (query: Filters): Promise<IntakeCounts> => call('GET', '/api/intake/counts', { query })
export const refusalReasons = async (): Promise<Reason[]> =>
  (await call<Schemas['casework.FilingForm']>('GET', '/api/filing')).refusal_reasons
export const guesses = async (number: string): Promise<Guess[]> =>
  (await call<Schemas['casework.GuessesView']>('GET', intake(number, 'guess'))).items
export const readOriginal = (number: string): Promise<Original> => call('POST', intake(number, 'original'))
export const accept = (number: string, body: Schemas['casework.AcceptBody']): Promise<Stepped> =>
  call('POST', intake(number, 'accept'), { body })
export const refuse = (number: string, body: Schemas['casework.RefuseBody']): Promise<Stepped> =>
  call('POST', intake(number, 'refuse'), { body })
export const merge = (number: string, body: Schemas['casework.MergeBody']): Promise<Stepped> =>
  call('POST', intake(number, 'merge'), { body })
export const unmerge = (number: string, version: number): Promise<Stepped> =>
  call('POST', intake(number, 'unmerge'), { body: { version } })
export const assign = (number: string, body: Schemas['casework.AssignBody']): Promise<Stepped> =>
  call('POST', intake(number, 'assign'), { body })

export const markNames = (number: string, body: Schemas['casework.NamesBody']): Promise<Stepped> =>
  call('POST', intake(number, 'names'), { body })

export const unseenAttachments = (after?: string): Promise<Schemas['casework.PageOfUnseenAttachment']> =>
  call('GET', '/api/intake/attachments', { query: { after } })
export const judgeAttachment = (file: string, verdict: 'shown' | 'withheld'): Promise<Attachment> =>
  call('POST', `/api/intake/attachments/${file}`, { body: { verdict } })

/** Where a member of staff reads a file; a picture may be shown from there. */
export const fileAddress = (number: string, file: string): string => at(number, `/attachments/${file}`)

// Bodies

export const inbox = (query: Filters): Promise<CasePage> => call('GET', '/api/desk/cases', { query })
export const inboxCounts = (query: Filters): Promise<InboxCounts> => call('GET', '/api/desk/counts', { query })
export const signFor = async (cases: string[]): Promise<Schemas['casework.SignOutcome'][]> =>
  (await call<Schemas['casework.SignOutcomes']>('POST', '/api/desk/signings', { body: { cases } })).items
export const returnToIntake = (number: string, body: Schemas['casework.ReasonBody']): Promise<Stepped> =>
  call('POST', at(number, '/return'), { body })
export const askExtension = (
  number: string,
  body: Schemas['casework.ExtensionBody'],
  key: string,
): Promise<Stepped> =>
  call('POST', at(number, '/extensions'), { body, key })
export const askPart = (number: string, body: Schemas['casework.PartBody'], key: string): Promise<Stepped> =>
  call('POST', at(number, '/parts'), { body, key })
export const openParts = (after?: string): Promise<Schemas['casework.PageOfPartView']> =>
  call('GET', '/api/desk/parts', { query: { after } })
export const answerPart = (part: string, answer: string): Promise<void> =>
  call('POST', `/api/desk/parts/${part}/answer`, { body: { answer } })
export const showReply = (number: string): Promise<ReplyDesk> => call('GET', at(number, '/reply'))
export const writeReply = (number: string, text: string, version: number): Promise<ReplyDesk> =>
  call('PUT', at(number, '/reply'), { body: { text, version } })
const replyStep = (rest: string) => (number: string, body: { version: number; reason?: string }): Promise<unknown> =>
  call('POST', at(number, `/reply/${rest}`), { body })
export const submitReply = replyStep('submit')
export const sendReplyBack = replyStep('send-back')
export const publishReply = replyStep('publish')
export const templatesFor = async (number: string): Promise<Template[]> =>
  (await call<Schemas['casework.TemplatesView']>('GET', at(number, '/templates'))).items

export const addReplyFiles = (number: string, files: string[], draft: string): Promise<unknown> =>
  call('POST', at(number, '/reply/attachments'), { body: { attachments: files.map((file) => ({ file, draft })) } })
export const dropReplyFile = (number: string, file: string): Promise<void> =>
  call('DELETE', at(number, `/reply/attachments/${file}`))

// Templates

const templateAt = (id: string): string => `/api/desk/templates/${id}`

export const ownBodies = (): Promise<Schemas['casework.BodiesView']> => call('GET', '/api/desk/bodies')
export const templates = async (): Promise<Template[]> =>
  (await call<Schemas['casework.TemplatesView']>('GET', '/api/desk/templates')).items
export const addTemplate = (body: Schemas['casework.TemplateBody'], key: string): Promise<Template> =>
  call('POST', '/api/desk/templates', { body, key })
export const changeTemplate = (id: string, body: Schemas['casework.TemplateChange']): Promise<Template> =>
  call('PUT', templateAt(id), { body })
export const removeTemplate = (id: string): Promise<void> => call('DELETE', templateAt(id))

// The call-back desk

export const callBacks = (query: Filters): Promise<Schemas['casework.PageOfCallBackRow']> =>
  call('GET', '/api/call-backs', { query })
export const showCallBack = (id: string): Promise<CallBackDetail> => call('GET', `/api/call-backs/${id}`)
export const noteCall = (
  id: string,
  body: Schemas['casework.AttemptBody'],
): Promise<Schemas['casework.AttemptNoted']> => call('POST', `/api/call-backs/${id}/attempts`, { body })
export const openContact = (id: string, reason: string, key: string): Promise<SealedBox> =>
  call('POST', `/api/call-backs/${id}/contact`, { body: { reason }, key })
