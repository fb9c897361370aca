// The sentence for a refused request, in the reader's language.
import type { Problem } from '../http'
import { useTexts } from '../texts'

/** Our own text for the code where the page has it, else what the server said, else a plain one. */
export function useProblemText(): (problem: Problem) => string {
  const { t, has } = useTexts()
  return (problem) => {
    if (problem.message) return problem.message
    const key = `error.${problem.code}`
    return has(key) ? t(key) : t('html.form.no_answer')
  }
}
