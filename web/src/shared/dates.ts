// Days and instants as people read them. Instants are shown in the zone of the installation.
import type { Language } from './texts'

const zone = 'Asia/Shanghai'
const localeOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB')

/** A civil day "2026-10-15" as UTC midnight, so that no zone moves it; null when it is not one. */
export function parseDay(day: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null
  const date = new Date(`${day}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day ? null : date
}

/** "2026年10月15日" or "15 October 2026". */
export function sayDay(day: string, language: Language): string {
  const date = parseDay(day)
  if (!date) return day
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(date)
}

/** "星期四" or "Thursday". */
export function sayWeekday(day: string, language: Language): string {
  const date = parseDay(day)
  if (!date) return ''
  return new Intl.DateTimeFormat(localeOf(language), { weekday: 'long', timeZone: 'UTC' }).format(date)
}

/** An instant in ISO 8601 or milliseconds, to the minute. */
export function sayInstant(instant: string | number, language: Language): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return String(instant)
  return new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(date)
}

/** Today in the zone of the installation. */
export function today(now: Date = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now)
}
