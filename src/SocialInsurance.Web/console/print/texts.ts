import { computed } from 'vue'
import { language, type Language } from '../../src/language'
import en from './locales/en.json'
import zh from './locales/zh-CN.json'

// the compiler holds both languages to the same keys
const texts: Record<Language, typeof zh> = { 'zh-CN': zh, en }

export const text = computed(() => texts[language.value])
