import type { Both } from '../src/page'

/** null: between 1 and k-1, or left out so that no such number can be computed */
export interface Count {
  value: number | null
}

export interface Month {
  /** first day */
  month: string
  certified: Count
  silent: Count
  face: Count
  inPerson: Count
  /** of the certified, 0..1 */
  silentShare: number | null
  casesOpened: Count
  casesClosed: Count
  refuted: Count
  suspended: Count
  resumed: Count
  appealsGranted: Count
}

export interface AgeBandError {
  measure: string
  measureText: Both
  ageBand: string
  errors: Count
  n: Count
  rate: number | null
  /** ends of the 95 % interval */
  low: number | null
  high: number | null
}

/** Answer of GET /api/v1/transparency. */
export interface Transparency {
  authority: string
  madeAt: string
  /** k: smaller counts are not shown */
  minimumCount: number
  /** newest first */
  months: Month[]
  errors: AgeBandError[]
  restoration: { restored: Count; medianHours: number | null; withinOneDayShare: number | null }
  availability: { since: string | null; share: number | null }
}
