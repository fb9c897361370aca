// The state of one form: what is refused and why, whether it is being sent, and the key that keeps
// a repeated submission from creating twice.
import { computed, ref, shallowRef } from 'vue'
import { newKey, Problem } from '../http'
import { goToLogin } from '../session'

export interface FieldMessage {
  /** The name of the field: "name", "contact/phone". */
  field: string
  message: string
}

export const fieldOf = (place: string): string => place.replace(/^#\//, '')

/** The id of a field's control, for labels and for links from the error summary. */
export const controlId = (field: string): string => `field-${field.replace(/\W/g, '-')}`

/** `part` stands before the server's names of fields where a page has several forms: "refuse/words". */
export function useForm(part = '') {
  const before = part && `${part}/`
  const problem = shallowRef<Problem | null>(null)
  const mistakes = ref<FieldMessage[]>([])
  const busy = ref(false)
  let key = newKey()

  /** Refuses before anything is sent. */
  function refuse(found: FieldMessage[]): boolean {
    problem.value = null
    mistakes.value = found
    return found.length > 0
  }

  /** Runs `work` once; a second submission meanwhile is ignored. True when it was accepted. */
  async function send(work: (key: string) => Promise<void>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    mistakes.value = []
    try {
      await work(key)
      key = newKey()
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.status === 401 && error.code !== 'accounts.wrong_credentials') goToLogin()
      // An answer came, so the next submission is a new intention; without one it is the same.
      if (error.status !== 0 && error.status !== 503) key = newKey()
      problem.value = error
      mistakes.value = error.fields.map(({ place, message }) => ({ field: before + fieldOf(place), message }))
      return false
    } finally {
      busy.value = false
    }
  }

  /** Of the field itself or of a part of it ("grants/0/unit" is shown at "grants"). */
  const errorOf = (field: string): string =>
    mistakes.value.find((mistake) => mistake.field === field || mistake.field.startsWith(`${field}/`))
      ?.message ?? ''

  /** Mistakes of a table that was sent, named by its rows: they are shown in a table of their own. */
  const inTable = computed(() => (problem.value?.code === 'csv.invalid' ? problem.value.fields : []))

  return { problem, mistakes, busy, refuse, send, errorOf, inTable }
}

export type Form = ReturnType<typeof useForm>
