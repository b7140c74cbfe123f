import { ref, watchEffect } from 'vue'

export const SIZES = ['standard', 'large', 'largest'] as const
export type TextSize = (typeof SIZES)[number]

/** A machine in a hall: large buttons, resets itself, remembers nobody. */
export const kioskMode = new URLSearchParams(window.location.search).get('kiosk') === '1'

export const textSize = ref<TextSize>(SIZES.find((size) => size === stored('text-size')) ?? 'standard')
export const voiceOn = ref(stored('voice') !== 'off')

watchEffect(() => {
  const root = document.documentElement
  for (const size of SIZES) root.classList.toggle(`text-${size}`, size === textSize.value)
  root.classList.toggle('kiosk', kioskMode)
})

export function chooseSize(size: TextSize) {
  textSize.value = size
  store('text-size', size)
}

export function nextSize() {
  chooseSize(SIZES[(SIZES.indexOf(textSize.value) + 1) % SIZES.length]!)
}

export function switchVoice() {
  voiceOn.value = !voiceOn.value
  store('voice', voiceOn.value ? 'on' : 'off')
}

/** The next person at a machine finds it as everybody does. */
export function forgetSettings() {
  textSize.value = 'standard'
  voiceOn.value = true
  store('text-size', null)
  store('voice', null)
  store('language', null)
}

export function stored(key: string): string | null {
  try {
    return window.localStorage.getItem(key)
  } catch {
    return null
  }
}

export function store(key: string, value: string | null) {
  try {
    if (value === null) window.localStorage.removeItem(key)
    else window.localStorage.setItem(key, value)
  } catch {
    // storage is refused: the choice lasts as long as the page
  }
}
