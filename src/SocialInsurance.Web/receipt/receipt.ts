import { onMounted, ref, shallowRef } from 'vue'

/** Answer of GET /api/v1/me/receipts/{id}. */
export interface Receipt {
  receiptId: string
  maskedName: string
  maskedDocument: string
  method: string
  certifiedOn: string
  /** the first day that is no longer covered */
  validUntil: string
  issuedAt: string
  authority: string
  token: string
  qrSvg: string
  revoked: boolean
}

export type Problem = 'signIn' | 'missing' | 'error'

const TIMEOUT_MS = 15_000

/** The receipt that the address names. */
export function useReceipt() {
  const receipt = shallowRef<Receipt | null>(null)
  const problem = ref<Problem | null>(null)
  const id = new URLSearchParams(window.location.search).get('id') ?? ''
  const address = `/api/v1/me/receipts/${encodeURIComponent(id)}`

  async function read() {
    problem.value = null
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: 'application/json' } })
      if (response.ok) receipt.value = (await response.json()) as Receipt
      else problem.value = response.status === 401 ? 'signIn' : response.status === 404 ? 'missing' : 'error'
    } catch {
      problem.value = 'error'
    }
  }

  onMounted(read)
  return { receipt, problem, read, file: `${address}/file` }
}
