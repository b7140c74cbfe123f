import type { Both } from '../../src/page'

export interface GeoPoint {
  latitude: number
  longitude: number
}

export interface Visit {
  /** from 1; null when the place of the division is not known */
  order: number | null
  beneficiaryId: string
  maskedName: string
  divisionCode: string
  divisionText: Both | null
  place: GeoPoint | null
  preferredOn: string | null
  caseId: string | null
  appointmentId: string | null
  colour: 'none' | 'blue' | 'yellow' | 'red' | null
  state: string | null
}

/** Answer of GET /api/v1/staff/visits. */
export interface VisitList {
  office: GeoPoint | null
  visits: Visit[]
  /** round trip over straight lines */
  kilometres: number | null
}
