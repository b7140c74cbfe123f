const ROOT = '/api/v1/staff'
const TIMEOUT_MS = 30_000

export type FaultKind = 'signedOut' | 'forbidden' | 'missing' | 'refused' | 'unavailable'

/** Why a call gave no answer. Holds nothing that was sent. */
export class StaffFault extends Error {
  constructor(
    readonly kind: FaultKind,
    readonly status: number,
  ) {
    super(`${kind} ${status}`)
  }
}

/** Sent to the window when the service no longer knows the session; the console then asks to sign in again. */
export const SIGNED_OUT = 'staff-signed-out'

export async function readStaff<Answer>(path: string): Promise<Answer> {
  const response = await send(path, { headers: { accept: 'application/json' } })
  return (await response.json()) as Answer
}

/** A write; answers nothing that the page uses. */
export async function writeStaff(path: string, body: object): Promise<void> {
  // a page of another site cannot send this header: the service asks for it with every write
  await send(path, { method: 'POST', headers: { 'content-type': 'application/json', 'x-sicert': '1' }, body: JSON.stringify(body) })
}

export const kindOf = (fault: unknown): FaultKind => (fault instanceof StaffFault ? fault.kind : 'unavailable')

async function send(path: string, request: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(ROOT + path, { ...request, credentials: 'same-origin', cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch {
    throw new StaffFault('unavailable', 0)
  }
  if (response.ok) return response
  if (response.status === 401) window.dispatchEvent(new Event(SIGNED_OUT))
  throw new StaffFault(faultKind(response.status), response.status)
}

function faultKind(status: number): FaultKind {
  if (status === 401) return 'signedOut'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'missing'
  return status >= 500 ? 'unavailable' : 'refused'
}
