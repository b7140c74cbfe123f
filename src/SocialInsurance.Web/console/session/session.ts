import { computed, ref, shallowRef } from 'vue'
import { api, ApiFault } from '../api'
import type { Account } from '../contracts'

/**
 * `asking`: whether a session still runs; `out`: nobody; `ended`: somebody was, and what they typed is kept behind the sign-in;
 * `code`: the password was right, a code of the second factor comes next; `setUp`: a second factor must be set up; `changing`: the
 * owner chooses another password.
 */
export type Standing = 'asking' | 'out' | 'ended' | 'code' | 'mustChange' | 'setUp' | 'changing' | 'in' | 'unreachable'

export const account = shallowRef<Account | null>(null)
export const standing = ref<Standing>('asking')

/** Somebody works here, or did before the session ended: the page stays as it is behind sign-in and code. */
export const hasPage = ref(false)

/** Counts the people who signed in: pages of another person are thrown away, pages of the same one are kept. */
export const round = ref(0)
export const roles = computed(() => account.value?.roles ?? [])

/** Asks the service who this browser is. */
export async function resume() {
  standing.value = 'asking'
  try {
    enter(await api.session())
  } catch (fault) {
    standing.value = fault instanceof ApiFault && (fault.kind === 'offline' || fault.kind === 'unavailable') ? 'unreachable' : 'out'
  }
}

export async function signIn(name: string, password: string) {
  enter(await api.signIn(name, password))
}

export async function showCode(code: string) {
  enter(await api.showCode(code))
}

export async function changePassword(current: string, next: string) {
  enter(await api.changePassword(current, next))
}

/** The page forgets everything, also when the service cannot be told. */
export async function signOut() {
  try {
    await api.signOut()
  } finally {
    leave()
  }
}

/** Runs a call; a session that is over brings the sign-in in front of the page, which stays as it is. */
export async function guarded<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (fault) {
    if (fault instanceof ApiFault && fault.kind === 'signedOut' && standing.value === 'in') standing.value = 'ended'
    throw fault
  }
}

export function enter(found: Account) {
  if (account.value?.account !== found.account) {
    round.value++
    hasPage.value = false
  }
  account.value = found
  standing.value = nextOf(found)
  hasPage.value ||= standing.value === 'in'
}

/** The session's account changed without a sign-in, as by a new second factor. */
export function refresh(found: Account) {
  account.value = found
}

/** Shows or leaves the change of one's own password. */
export function toggleChanging() {
  standing.value = standing.value === 'changing' ? 'in' : 'changing'
}

export async function endSessions() {
  await guarded(api.endSessions)
  leave()
}

function nextOf(found: Account): Standing {
  if (found.step === 'code') return 'code'
  if (found.mustChange) return 'mustChange'
  return found.step === 'setUp' ? 'setUp' : 'in'
}

function leave() {
  account.value = null
  standing.value = 'out'
  hasPage.value = false
  round.value++
}
