import { computed, ref, shallowRef } from 'vue'
import { api, ApiFault } from '../api'
import type { Account } from '../contracts'

/** `asking`: whether a session still runs; `out`: nobody; `ended`: somebody was, and what they typed is kept behind the sign-in. */
export type Standing = 'asking' | 'out' | 'ended' | 'mustChange' | 'in' | 'unreachable'

export const account = shallowRef<Account | null>(null)
export const standing = ref<Standing>('asking')

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

function enter(found: Account) {
  if (account.value?.account !== found.account) round.value++
  account.value = found
  standing.value = found.mustChange ? 'mustChange' : 'in'
}

function leave() {
  account.value = null
  standing.value = 'out'
  round.value++
}
