// Something fetched for a page: on its way, here, or refused.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { Problem } from './http'
import { goToLogin } from './session'

export interface Loaded<T> {
  value: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  loading: Ref<boolean>
  /** Fetches again; what is shown stays until the answer comes. */
  reload: () => Promise<void>
}

export function useLoaded<T>(fetchIt: () => Promise<T>): Loaded<T> {
  const value = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(true)
  let latest = 0

  async function reload(): Promise<void> {
    const mine = ++latest
    loading.value = true
    problem.value = null
    try {
      const answer = await fetchIt()
      if (mine === latest) value.value = answer
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.status === 401) goToLogin()
      if (mine === latest) problem.value = error
    } finally {
      if (mine === latest) loading.value = false
    }
  }

  void reload()
  return { value, problem, loading, reload }
}
