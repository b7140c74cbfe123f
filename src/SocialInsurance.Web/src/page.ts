import { computed, watchEffect, type ComputedRef } from 'vue'
import { day, language, type Language } from './language'

/** Texts of one page; the page's title follows the language. */
export function pageTexts<T extends { title: string }>(texts: Record<Language, T>): ComputedRef<T> {
  const text = computed(() => texts[language.value])
  watchEffect(() => {
    document.title = text.value.title
  })
  return text
}

/** The day before: a period is stored with the first day that it no longer covers, people read the last that it does. */
export function lastDay(until: string): string {
  const date = new Date(`${until}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - 1)
  return day(date.toISOString().slice(0, 10))
}

export interface Both {
  zh: string
  en: string
}

/** A text that came from the server in both languages. */
export function said(text: Both): string {
  return language.value === 'en' ? text.en : text.zh
}
