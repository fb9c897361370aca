// The sentence for a refused request, in the reader's language.
import { useI18n } from 'petite-vue-i18n'
import type { Problem } from '../http'

/** Our own text for the code where the page has it, else what the server said, else a plain one. */
export function useProblemText(): (problem: Problem) => string {
  const { t, te } = useI18n()
  return (problem) => {
    if (problem.message) return problem.message
    const key = `error.${problem.code}`
    return te(key) ? t(key) : t('html.form.no_answer')
  }
}
