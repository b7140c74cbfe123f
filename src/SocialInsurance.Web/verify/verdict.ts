// Finds out how a receipt stands: on this device where the browser can, else by the service.
import type { Both } from '../src/page'
import { readPublished } from './authority'
import { canCheckHere, checkReceipt, type Fault } from './receiptCheck'
import type { Token } from './receiptToken'

export interface Verdict {
  /** signed: genuine, but whether it was revoked could not be asked */
  state: 'genuine' | 'signed' | 'revoked' | 'expired' | 'notGenuine'
  /** why, when this device found it out */
  fault: Fault
  /** the service's own words; null: this device found it out */
  text: Both | null
  /** false: the authority did not answer, nobody knows whether the receipt was revoked */
  revocationKnown: boolean
  receiptId: string | null
  certifiedOn: string | null
  validUntil: string | null
  authority: string | null
  logSize: number | null
  rootHash: string | null
}

export type Complaint = 'large' | 'often' | 'error'

const TIMEOUT_MS = 15_000

export async function findVerdict(offered: string): Promise<Verdict | Complaint> {
  const published = canCheckHere() ? await readPublished() : null
  const found = published ? await checkReceipt(offered, published.keys) : null
  return published && found ? judge(found.fault, found.token, published.revoked) : ask(offered)
}

function judge(fault: Fault, token: Token | null, revoked: ReadonlySet<string> | null): Verdict {
  const state = !token ? 'notGenuine' : revoked?.has(token.receiptId) ? 'revoked' : today() >= token.validUntil ? 'expired' : revoked ? 'genuine' : 'signed'
  return {
    state, fault, text: null, revocationKnown: revoked !== null,
    receiptId: token?.receiptId ?? null, certifiedOn: token?.certifiedOn ?? null, validUntil: token?.validUntil ?? null,
    authority: token?.authority ?? null, logSize: token?.logSize ?? null, rootHash: token?.rootHash ?? null,
  }
}

/** The authority's day, wherever the reader's clock stands. */
function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
}

async function ask(offered: string): Promise<Verdict | Complaint> {
  try {
    const response = await fetch('/api/v1/receipts/verify', {
      method: 'POST',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ token: offered }),
    })
    if (response.ok) return { ...((await response.json()) as Verdict), fault: 'none', revocationKnown: true }
    return response.status === 429 ? 'often' : response.status === 413 ? 'large' : 'error'
  } catch {
    return 'error'
  }
}
