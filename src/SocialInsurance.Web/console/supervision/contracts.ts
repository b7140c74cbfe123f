// What the supervisor's page reads and sends; the C# twins are SocialInsurance.Contracts/Supervision. Days yyyy-mm-dd, instants ISO 8601 UTC.
import type { Both } from '../../src/page'

export interface Funnel {
  beneficiaries: number
  certifiedSilently: number
  certifiedByFace: number
  certifiedInPerson: number
  asked: number
  inReview: number
  suspended: number
  terminated: number
  resumed: number
}

export type Colour = 'none' | 'blue' | 'yellow' | 'red'

export interface SlaRow {
  kind: string
  kindText: Both
  colour: Colour
  closed: number
  closedInTime: number
  open: number
  overdue: number
  medianHours: number | null
}

export interface ScorePart {
  name: string
  text: Both
  weight: number
  /** 0..100; null without data */
  value: number | null
  n: number
}

export interface Freshness {
  source: string
  sourceText: Both
  newestOn: string | null
  days: number | null
  /** exp(-days/TTL), 0..1 */
  freshness: number | null
  ttlDays: number
}

export interface HeldFeed {
  run: string
  feed: string
  delivery: string
  reason: Both
  heldOn: string
  isReleased: boolean
  /** false: nothing of it could be read; only a new delivery helps */
  isReadable: boolean
  /** an earlier run applied it, and it is no longer there */
  isGone: boolean
}

export interface PolicyVersion {
  version: string
  digest: string
  effectiveOn: string
  publishedBy: string
  /** people by "from>to"; null when never replayed */
  changed: Record<string, number> | null
}

export interface TeamAgreement {
  team: string
  pairs: number
  observedAgreement: number | null
  kappa: number | null
  low: number | null
  high: number | null
}

export interface Workload {
  account: string
  team: string
  open: number
  closed: number
  overdue: number
  refutedShare: number | null
  medianHours: number | null
}

export interface Rate {
  name: string
  text: Both
  errors: number
  n: number
  rate: number | null
  low: number | null
  high: number | null
}

export interface MonthLoad {
  month: string
  due: number
  certified: number
}

export interface StoredFaces {
  count: number
  notice: 'none' | 'prepareFiling' | 'filingDue'
  text: { zh: string; en: string }
}

export interface AppealFigures {
  opened: number
  decided: number
  granted: number
  inTime: number
  reversalRate: number | null
}

/** Answer of GET /api/v1/staff/supervision?from=&until= (until exclusive). */
export interface Supervision {
  from: string
  until: string
  madeAt: string
  funnel: Funnel
  sla: SlaRow[]
  composite: { score: number | null; parts: ScorePart[] }
  freshness: Freshness[]
  heldFeeds: HeldFeed[]
  policies: PolicyVersion[]
  agreement: { drawn: number; reviewed: number; teams: TeamAgreement[] }
  workload: Workload[]
  errors: Rate[]
  load: MonthLoad[]
  appeals: AppealFigures
  storedFaces?: StoredFaces | null
  /** parts that are missing because their files were damaged */
  unreadable?: string[] | null
}

export interface Recount {
  equal: boolean
  lines: { name: string; shown: number; recounted: number }[]
  /** what the log does not carry, and why */
  notRecounted: { name: string; reason: Both }[]
}
