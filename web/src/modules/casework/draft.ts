// What somebody is writing: kept in this tab until it is sent, never with a way to reach them.
import { reactive, watch } from 'vue'
import { newKey } from '@/shared/http'

export type Kind = 'complaint' | 'report' | 'help' | 'enquiry' | 'suggestion' | 'letter'
export type Visibility = 'everyone' | 'body_only'

export interface Draft {
  kind: Kind | ''
  subject: string
  body: string
  visibility: Visibility
  place: string
  point: { lat_e6: number; lon_e6: number } | null
  unit: string
  unit_name: string
  category: string
  signature: string
  names: string[]
  /** Whoever knows this may see to the files until the letter is sent. */
  file_token: string
  files: SentFile[]
}

/** A file that the server has taken in. */
export interface SentFile {
  file: string
  name: string
  bytes: number
}

/** A way to reach the writer; never stored in the browser. */
export interface Contact {
  name: string
  contact: string
  notices: string
}

const storeName = 'pingyi.letter'

const empty = (): Draft => ({
  kind: '',
  subject: '',
  body: '',
  visibility: 'everyone',
  place: '',
  point: null,
  unit: '',
  unit_name: '',
  category: '',
  signature: '',
  names: [],
  file_token: newKey(),
  files: [],
})

function stored(): { draft: Draft; key: string } | null {
  try {
    const text = sessionStorage.getItem(storeName)
    return text ? (JSON.parse(text) as { draft: Draft; key: string }) : null
  } catch {
    return null
  }
}

/**
 * The letter being written in this tab. Its key makes the number and receipt, so a second sending of
 * the same letter is the same letter; both are forgotten once it has been received.
 */
export function useDraft() {
  const kept = stored()
  const draft = reactive<Draft>({ ...empty(), ...kept?.draft })
  const contact = reactive<Contact>({ name: '', contact: '', notices: '' })
  let key = kept?.key ?? newKey()

  const stop = watch(
    draft,
    () => {
      try {
        sessionStorage.setItem(storeName, JSON.stringify({ draft, key }))
      } catch {
        // Without storage the letter lives as long as the page.
      }
    },
    { deep: true },
  )

  /** Received: nothing of it stays in the browser. */
  function forget(): void {
    stop()
    try {
      sessionStorage.removeItem(storeName)
    } catch {
      // Nothing was kept either.
    }
    Object.assign(draft, empty())
    Object.assign(contact, { name: '', contact: '', notices: '' })
    key = newKey()
  }

  return { draft, contact, key: () => key, forget }
}
