// Language and text size change in place: the links of the header are followed in the background,
// and what the server wrote around <main> is taken from its answer. What was typed stays.
import { languageOf, speak } from '@/shared/texts'
import { preferenceLink, withReturn } from '@/shared/preference_links'
import { setTitle } from './router'

const around = ['.govuk-skip-link', '.pingyi-header', '.govuk-breadcrumbs', '.pingyi-footer']

function take(fresh: Document, selector: string): void {
  const old = document.querySelector(selector)
  const next = fresh.querySelector(selector)
  if (old && next) old.replaceWith(document.adoptNode(next))
}

async function follow(link: HTMLAnchorElement): Promise<void> {
  const address = withReturn(link, location)
  const response = await fetch(address, { credentials: 'same-origin' })
  if (!response.ok) return location.assign(address)
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  const root = document.documentElement
  await speak(languageOf(fresh.documentElement.lang))
  root.lang = fresh.documentElement.lang
  root.className = fresh.documentElement.className
  for (const selector of around) take(fresh, selector)
  setTitle()
  const again = link.dataset.language
    ? document.querySelector<HTMLElement>('[data-language]')
    : document.querySelector<HTMLElement>('[data-text]')
  again?.focus()
}

export function changeInPlace(): void {
  document.addEventListener('click', (event) => {
    const link = preferenceLink(event)
    if (!link) return
    event.preventDefault()
    follow(link).catch(() => location.assign(link.href))
  })
}
