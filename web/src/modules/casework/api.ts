// The calls of casework that pages of residents make.
import type { components } from '@/shared/api'
import { call, fetchFile, sendFile } from '@/shared/http'
import type { Contact, Draft, SentFile } from './draft'

type Schemas = components['schemas']
export type Filing = Schemas['casework.FilingForm']
export type Filed = Schemas['casework.Filed']
export type Similar = Schemas['casework.SimilarCase']
export type MaskedLetter = Schemas['casework.MaskingView']
export type MaskedText = Schemas['casework.MaskedText']
export type Tracked = Schemas['casework.TrackedCase']
export type TrackedClock = Schemas['casework.TrackedClock']
export type Attachment = Schemas['casework.AttachmentView']
export type Option = Schemas['casework.ResidentOption']
export type Action = Option['action']

export interface Access {
  number: string
  receipt: string
}

const optional = (text: string): string | undefined => text.trim() || undefined

export const filing = (): Promise<Filing> => call('GET', '/api/filing')

/** The parts of a letter that are in so far; the server refuses empty ones. */
const written = (draft: Draft) => ({
  subject: optional(draft.subject),
  body: optional(draft.body),
  place: optional(draft.place),
})

export const similarTo = async (draft: Draft): Promise<Similar[]> =>
  (
    await call<Schemas['casework.SimilarCases']>('POST', '/api/cases/similar', {
      body: { ...written(draft), unit: optional(draft.unit), category: optional(draft.category) },
    })
  ).items

export const maskedLetter = (draft: Draft): Promise<MaskedLetter> =>
  call('POST', '/api/cases/masking', {
    body: { ...written(draft), signature: optional(draft.signature), names: draft.names },
  })

const chosenOf = (files: SentFile[], draft: string) => files.map(({ file }) => ({ file, draft }))

export function fileLetter(draft: Draft, contact: Contact, key: string): Promise<Filed> {
  const address = contact.notices.trim()
  const body = {
    ...written(draft),
    kind: draft.kind || 'letter',
    point: draft.point ?? undefined,
    unit: optional(draft.unit),
    category: optional(draft.category),
    visibility: draft.visibility,
    signature: optional(draft.signature),
    names: draft.names,
    attachments: draft.files.length ? chosenOf(draft.files, draft.file_token) : undefined,
    contact: contact.contact.trim()
      ? { name: optional(contact.name), contact: contact.contact.trim() }
      : undefined,
    notice: address ? { channel: address.includes('@') ? 'mail' : 'sms', address, consent: true } : undefined,
  }
  return call('POST', '/api/cases', { key, body })
}

export const track = (access: Access): Promise<Tracked> => call('POST', '/api/tracking', { body: access })

const act = (path: string) => (access: Access, more: object, key: string): Promise<Tracked> =>
  call('POST', `/api/tracking/${path}`, { body: { ...access, ...more }, key })

export const add = act('additions')
export const contest = act('contest')
export const answer = act('answers')
export const withdraw = act('withdrawal')
export const appeal = act('appeal')
export const withdrawContact = act('contact/withdrawal')

export const follow = (number: string, address: string, wants: boolean): Promise<void> =>
  call('POST', `/api/cases/${number}/follow`, {
    body: { channel: address.includes('@') ? 'mail' : 'sms', address, consent: true, follow: wants },
  })

export const confirmFollowing = (token: string): Promise<Schemas['casework.FollowedCase']> =>
  call('POST', '/api/cases/follow/confirmation', { body: { token } })

/** Sends a photo or a PDF under a draft token; `onShare` hears how much of it is on its way, 0 to 1. */
export const sendAttachment = (
  file: Blob, name: string, draft: string, key: string, onShare: (share: number) => void,
): Promise<Attachment> =>
  sendFile('/api/attachments', { query: { draft, name: name.slice(-200) }, key, body: file }, onShare)

export const attachmentOf = (file: string, draft: string): Promise<Attachment> =>
  call('GET', `/api/attachments/${file}`, { query: { draft } })
export const dropAttachment = (file: string, draft: string): Promise<void> =>
  call('DELETE', `/api/attachments/${file}`, { query: { draft } })
export const addAttachments = (access: Access, files: SentFile[], draft: string): Promise<Tracked> =>
  call('POST', '/api/tracking/attachments', { body: { ...access, attachments: chosenOf(files, draft) } })
export const openAttachment = (access: Access, file: string): Promise<Blob> =>
  fetchFile(`/api/tracking/attachments/${file}`, access)
