import { computed, ref, watchEffect } from 'vue'
import en from './locales/en.json'
import zh from './locales/zh-CN.json'

export type Language = 'zh-CN' | 'en'
export type Text = typeof zh

// the compiler holds both languages to the same keys
const texts: Record<Language, Text> = { 'zh-CN': zh, en }
const STORAGE_KEY = 'language'

export const language = ref<Language>(initial())
export const text = computed(() => texts[language.value])

/** Days are written as in Britain, so that one page never has two orders of day and month. */
export const dates = computed(() => (language.value === 'en' ? 'en-GB' : language.value))

const MARKS = {
  'zh-CN': { list: '，', parts: '；', names: '、', colon: '：', open: '（', close: '）' },
  en: { list: ', ', parts: '; ', names: ', ', colon: ': ', open: ' (', close: ')' },
}

/** Marks between words, as the reader's language writes them. */
export const marks = computed(() => MARKS[language.value])

watchEffect(() => {
  document.documentElement.lang = language.value
  document.title = text.value.title
})

export function switchLanguage() {
  language.value = language.value === 'en' ? 'zh-CN' : 'en'
  try {
    window.localStorage.setItem(STORAGE_KEY, language.value)
  } catch {
    // storage is refused: the choice lasts as long as the page
  }
}

/** Puts values into `{name}` places. */
export function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place)
}

/** The text for a code that may be newer than this page; then the code itself. */
export function named(table: Record<string, string>, code: string): string {
  return table[code] ?? code
}

export function count(value: number): string {
  return new Intl.NumberFormat(language.value).format(value)
}

/** A share 0..1 as percent with one decimal; a small one is never shown as nothing, a large one never as all. */
export function percent(share: number): string {
  const format = new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 1 })
  if (share > 0 && share < 0.001) return `< ${format.format(0.001)}`
  if (share < 1 && share > 0.999) return `> ${format.format(0.999)}`
  return format.format(share)
}

/** `yyyy-mm-dd` without a detour over a time zone. */
export function day(iso: string): string {
  const [year = '', month = '', date = ''] = iso.split('-')
  return language.value === 'en' ? iso : `${year}年${Number(month)}月${Number(date)}日`
}

/** As a sentence says it: 31 December 2026; day and month stay on one line. */
export function dayInWords(iso: string): string {
  return language.value === 'en'
    ? new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`)).replace(' ', '\u00a0')
    : day(iso)
}

export function instant(iso: string): string {
  return new Intl.DateTimeFormat(dates.value, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Shanghai',
  }).format(new Date(iso))
}

function initial(): Language {
  const asked = new URLSearchParams(window.location.search).get('lang')
  if (asked) return asked.startsWith('en') ? 'en' : 'zh-CN'
  try {
    return window.localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'zh-CN'
  } catch {
    return 'zh-CN'
  }
}
