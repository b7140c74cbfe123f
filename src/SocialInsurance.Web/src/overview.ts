// The public overview as /api/v1/overview sends it; the C# twin is SocialInsurance.Contracts/Overview.
export type Outcome = 'Certified' | 'NotDue' | 'FaceRequired' | 'Review'
export type Colour = 'none' | 'blue' | 'yellow' | 'red'

export interface Records {
  read: number
  accepted: number
  rejected: number
}

export interface Feed extends Records {
  name: string
  /** in Chinese */
  authority: string
  /** what the policy calls the source */
  sourceText?: { zh: string; en: string } | null
}

/** Who answers for a feed, in the reader's language; departments have Chinese names only, sources have both. */
export const feedTitle = (feed: Feed, isEnglish: boolean): string => (isEnglish && feed.sourceText ? feed.sourceText.en : feed.authority)

export interface ReviewKind {
  kind: string
  colour: Colour
  count: number
}

export interface Evidence {
  source: string
  /** yyyy-mm-dd */
  occurredOn: string
  file: string
  /** from 1 */
  line: number
  strength: string
}

export interface Explained {
  beneficiary: string
  outcome: Outcome
  rule: string
  reasonZh: string
  reasonEn: string
  evidence: Evidence[]
}

export interface Overview {
  /** ISO 8601, UTC */
  generatedAt: string
  beneficiaries: number
  /** yyyy-mm-dd; null before the first run */
  asOf: string | null
  policyVersion: string | null
  silent: {
    certified: number
    notDue: number
    faceRequired: number
    review: number
    /** 0..1 */
    certifiedShareOfDue: number | null
    records: Records
    feeds: Feed[]
  }
  face: { certified: number; refused: number; referred: number }
  review: { opened: number; byKind: ReviewKind[] }
  audit: { ok: boolean; size: number; rootHash: string; state: 'verifying' | 'whole' | 'damaged' }
  explained: Explained | null
}

/** Throws when the platform does not answer with an overview. */
export async function readOverview(signal: AbortSignal): Promise<Overview> {
  const response = await fetch('/api/v1/overview', { signal, headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`overview: expected status 200, found ${response.status}`)
  return (await response.json()) as Overview
}
