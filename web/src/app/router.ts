// The addresses of the application: each module brings its own. A page's code, styles and texts
// load when it is opened.
import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteLocation } from 'vue-router'
import { routes as accounts } from '@/modules/accounts'
import { routes as calendar } from '@/modules/calendar'
import { routes as casework } from '@/modules/casework'
import { routes as contacts } from '@/modules/contacts'
import { routes as ledger } from '@/modules/ledger'
import { routes as outbox } from '@/modules/outbox'
import { i18n, loadTexts } from '@/shared/texts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title. */
    title?: string
    /** Folders of server/ whose texts the page needs. */
    texts?: string[]
    /** The page has a content policy of its own, so it is never shown inside the document of another. */
    ownDocument?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [...accounts, ...calendar, ...casework, ...contacts, ...ledger, ...outbox],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

/** Pages for staff only: a module brings its addresses when one of them is opened. */
const later = [
  { of: /^\/staff\/(schemes|rounds|own-results|appeals)\b/, bring: () => import('@/modules/rounds'), isHere: false },
  { of: /^\/staff\/appraisals\b/, bring: () => import('@/modules/appraisals'), isHere: false },
]

/** Two pages that may be shown in the same document. */
const sameDocument = (to: RouteLocation, from: RouteLocation): boolean =>
  (!to.meta.ownDocument && !from.meta.ownDocument) || to.path === from.path

router.beforeEach(async (to, from) => {
  const module = later.find(({ of, isHere }) => !isHere && of.test(to.path))
  if (module) {
    module.isHere = true
    for (const route of (await module.bring()).routes) router.addRoute(route)
    return to.fullPath
  }
  if (to.matched.length === 0 || (from.matched.length > 0 && !sameDocument(to, from))) {
    // A page that the server renders, or that needs a document of its own.
    location.assign(to.fullPath)
    return false
  }
  await loadTexts(...(to.meta.texts ?? []))
  return true
})

export function setTitle(): void {
  const { t } = i18n.global
  const key = router.currentRoute.value.meta.title
  if (key) document.title = t('html.form.document_title', { page: t(key) })
}

router.afterEach(async (to, from) => {
  setTitle()
  if (from.matched.length === 0 || to.path === from.path) return
  // Tell screen readers that this is another page.
  await nextTick()
  const heading = document.querySelector<HTMLElement>('#app h1')
  heading?.setAttribute('tabindex', '-1')
  heading?.focus({ preventScroll: true })
})
