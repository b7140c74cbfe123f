import type { NewAccount } from '../contracts'

export const ROLES = ['caseworker', 'approver', 'supervisor', 'auditor', 'operator', 'administrator'] as const
export const EMPTY: NewAccount = { account: '', roles: [], division: '', team: '', residesIn: '' }

/** What the service would refuse; null when nothing. */
export function slipOf(draft: NewAccount): 'account' | 'roles' | 'mixed' | 'division' | 'team' | null {
  if (!/^[a-z0-9-]{1,64}$/.test(draft.account)) return 'account'
  if (draft.roles.length === 0) return 'roles'
  if (draft.roles.includes('administrator') && draft.roles.length > 1) return 'mixed'
  if (!/^\d{0,12}$/.test(draft.division) || !/^\d{0,12}$/.test(draft.residesIn)) return 'division'
  return /^[A-Za-z0-9-]{0,64}$/.test(draft.team) ? null : 'team'
}
