// The document number as typed. The service judges it; this only helps against slips of the finger.
export type NumberSlip = 'none' | 'empty' | 'incomplete' | 'checksum'

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

/** Upper case without blanks and other marks. */
export function tidyNumber(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, 20)
}

/** What looks like a slip. Permits and passports have no checksum that a page could know. */
export function slipOf(number: string): NumberSlip {
  if (number === '') return 'empty'
  if (/^\d{17}[\dX]$/.test(number)) return checkOf(number) === number[17] ? 'none' : 'checksum'
  if (/^\d{15}$/.test(number)) return 'none'
  const longDigits = /^\d{11,}X?$/.test(number)
  return !longDigits && number.length >= 7 ? 'none' : 'incomplete'
}

/** In groups that one reads out: 110105 1949 1231 002X. Other documents as they are. */
export function grouped(number: string): string {
  if (!/^\d{7,17}[\dX]?$/.test(number)) return number
  return [number.slice(0, 6), number.slice(6, 10), number.slice(10, 14), number.slice(14)].filter(Boolean).join(' ')
}

/** ISO 7064 MOD 11-2 over the first 17 digits. */
function checkOf(number: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(number[at]), 0)
  return CHECKS[sum % 11]!
}
