// The texts of the application: the same files that the server reads, loaded by language and
// module when a page asks for them.
import type { WritableComputedRef } from 'vue'
import { createI18n, useI18n } from 'petite-vue-i18n'

export type Language = 'zh' | 'en'
type Dictionary = Record<string, string>

/** Those of platform/ that pages of the application name; the others are the server's alone. */
const files = import.meta.glob<Dictionary>(
  [
    '../../../server/modules/{accounts,calendar,casework,contacts,ledger,rounds,units}/{zh,en}.json',
    '../../../server/platform/{files,html,http,outbox}/{zh,en}.json',
  ],
  { import: 'default' },
)
/** The words that only desks say, those that come later on their pages, those of pages that show one
case, and those of the security log; plugins/texts.ts parts them. */
const staffFiles = import.meta.glob<Dictionary>(
  '../../../server/modules/{appraisals,casework,ledger,rounds}/{zh,en}.json',
  { import: 'default', query: '?staff' },
)
const moreFiles = import.meta.glob<Dictionary>('../../../server/modules/{accounts,casework,rounds}/{zh,en}.json', {
  import: 'default',
  query: '?more',
})
const trackFiles = import.meta.glob<Dictionary>('../../../server/modules/{casework,rounds}/{zh,en}.json', {
  import: 'default',
  query: '?track',
})
const logFiles = import.meta.glob<Dictionary>(
  '../../../server/modules/{accounts,appraisals,calendar,casework,contacts,rounds,units}/{zh,en}.json',
  { import: 'default', query: '?log' },
)
/** Every page needs these: words of forms and pages, and messages of refused requests. */
const always = ['platform/html', 'platform/http']
const wanted = new Set(always)

export const languageOf = (tag: string): Language => (tag.startsWith('zh') ? 'zh' : 'en')

export const i18n = createI18n({
  legacy: false,
  locale: languageOf(document.documentElement.lang),
  messages: { zh: {}, en: {} } as Record<Language, Dictionary>,
  // Keys are flat: "accounts.page.login.title" is a name, not a path.
  messageResolver: (messages, key) => (messages as Dictionary)[key] ?? null,
  missingWarn: false,
  fallbackWarn: false,
})

const loaded = new Set<string>()

async function load(language: Language, name: string): Promise<void> {
  const [folder, part] = name.split('?')
  const path = `../../../server/${folder}/${language}.json`
  const parts = { staff: staffFiles, more: moreFiles, track: trackFiles, log: logFiles }
  const file = (parts[part as keyof typeof parts] ?? files)[path]
  if (!file || loaded.has(path + part)) return
  i18n.global.mergeLocaleMessage(language, await file())
  loaded.add(path + part)
}

/** Loads the texts of the named folders ("modules/accounts", parts of them "modules/casework?staff",
"modules/casework?more") in the current language. */
export async function loadTexts(...names: string[]): Promise<void> {
  for (const name of names) wanted.add(name)
  const language = i18n.global.locale.value
  await Promise.all([...wanted].map((name) => load(language, name)))
}

/** Switches all texts in place, after those already in use have come in the new language. */
export async function speak(language: Language): Promise<void> {
  await Promise.all([...wanted].map((name) => load(language, name)))
  i18n.global.locale.value = language
}

const has = (key: string): boolean => {
  const { locale, messages } = i18n.global
  return key in (messages.value[locale.value] ?? {})
}

/**
 * `t` says a text, `has` tells whether there is one; `count` says one that depends on a number, as
 * `key.one` or `key.other`.
 */
export function useTexts() {
  const { t, locale } = useI18n()
  const count = (key: string, n: number, more: Record<string, unknown> = {}): string => {
    const one = `${key}.one`
    const form = n === 1 && has(one) ? one : `${key}.other`
    return t(form, { n: n.toLocaleString('en'), ...more })
  }
  return { t, has, count, language: locale as WritableComputedRef<Language> }
}
