// What the authority publishes about its receipts, and what of it this device remembers for the day without the authority.
import { readRevocations, type AuthorityKey, type RevocationList } from './receiptCheck'

export interface Published {
  keys: AuthorityKey[]
  /** null: the authority could not be asked just now, or its list is not one that it signed */
  revoked: ReadonlySet<string> | null
}

const KEPT = 'receipt-keys'
const TIMEOUT_MS = 15_000

/** Null when the authority does not answer and its keys were never seen on this device. */
export async function readPublished(): Promise<Published | null> {
  const [answer, list] = await Promise.all([read<{ keys: AuthorityKey[] }>('/api/v1/receipts/keys'), read<RevocationList>('/api/v1/receipts/revocations')])
  const keys = answer?.keys ?? kept()
  if (answer) keep(answer.keys)
  return keys ? { keys, revoked: list ? await readRevocations(list, keys) : null } : null
}

async function read<T>(address: string): Promise<T | null> {
  try {
    // a kept answer would be silent about what was revoked since
    const response = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: 'application/json' } })
    return response.ok ? ((await response.json()) as T) : null
  } catch {
    return null
  }
}

function keep(keys: AuthorityKey[]) {
  try {
    window.localStorage.setItem(KEPT, JSON.stringify(keys))
  } catch {
    // storage is refused: the keys are asked for each time
  }
}

function kept(): AuthorityKey[] | null {
  try {
    const keys: unknown = JSON.parse(window.localStorage.getItem(KEPT) ?? 'null')
    return Array.isArray(keys) ? (keys as AuthorityKey[]) : null
  } catch {
    return null
  }
}
