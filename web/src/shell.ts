// On every page: a change of language or text size on a page of the server keeps the place and what
// was typed. (In the application, app/preferences.ts does it in place.)
import './styles/base.scss'
import { preferenceLink, withReturn } from './shared/preference_links'

interface Kept {
  address: string
  top: number
  values: Record<string, string>
}

const storeName = 'pingyi.kept'
type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Controls whose text may be kept: never passwords, codes, files or hidden values. */
function controls(): Control[] {
  const all = document.querySelectorAll<Control>('main input[name], main textarea[name], main select[name]')
  return Array.from(all).filter(
    (control) => !['password', 'file', 'hidden', 'checkbox', 'radio'].includes(control.type),
  )
}

function keep(): void {
  const kept: Kept = { address: location.pathname + location.search, top: window.scrollY, values: {} }
  for (const control of controls()) kept.values[control.name] = control.value
  sessionStorage.setItem(storeName, JSON.stringify(kept))
}

function restore(): void {
  const text = sessionStorage.getItem(storeName)
  if (!text) return
  sessionStorage.removeItem(storeName)
  const kept = JSON.parse(text) as Kept
  if (kept.address !== location.pathname + location.search) return
  for (const control of controls()) {
    const value = kept.values[control.name]
    if (value !== undefined) control.value = value
  }
  window.scrollTo(0, kept.top)
}

if (!document.getElementById('app')) {
  try {
    restore()
  } catch {
    // Without storage the page still works; only what was typed is lost on a switch.
  }
  document.addEventListener('click', (event) => {
    const link = preferenceLink(event)
    if (!link) return
    try {
      keep()
    } catch {
      return
    }
    event.preventDefault()
    location.assign(withReturn(link, location))
  })
}
