import { ref, shallowRef } from 'vue'
import { abandonCalls, api, ApiFault, newKey, type Who } from '../api'
import type { PersonStatus, Proof, RepresentedList, WayKind } from '../contracts'
import { forgetSettings, kioskMode, store, stored } from '../settings'
import { begin, next, type FlowEvent, type TroubleKind } from './flow'

/** Set while a claim may be open on the server, so that a page opened anew can end or resume it. */
const OPEN_CLAIM = 'claim-open'

export const flow = shallowRef(begin(kioskMode))
export const busy = ref(false)
/** When the present claim was opened, by this device's clock. */
export const claimOpenedAt = ref(0)

export function send(event: FlowEvent) {
  flow.value = next(flow.value, event)
}

/** One call at a time. What comes back for an earlier person is dropped; what goes wrong becomes a screen. */
export async function attempt(work: () => Promise<FlowEvent | null>, own?: (fault: ApiFault) => boolean): Promise<void> {
  if (busy.value) return
  const { round } = flow.value
  busy.value = true
  try {
    const event = await work()
    if (event && flow.value.round === round) send(event)
  } catch (fault) {
    if (flow.value.round === round) report(fault, own)
  } finally {
    if (flow.value.round === round) busy.value = false
  }
}

function report(fault: unknown, own?: (fault: ApiFault) => boolean) {
  if (!(fault instanceof ApiFault)) throw fault
  if (own?.(fault)) return
  if (fault.kind === 'signedOut') store(OPEN_CLAIM, null)
  if (fault.kind === 'wait' && fault.wait) send({ type: 'busy', wait: fault.wait })
  else send({ type: 'failed', kind: troubleOf(fault), retryAfterSeconds: fault.retryAfterSeconds })
}

function troubleOf(fault: ApiFault): TroubleKind {
  return fault.kind === 'wait' ? 'unavailable' : fault.kind
}

/** @param deviceId of a registered device that will sign; null: a code is sent */
export async function openClaim(who: Who, deviceId: string | null = null) {
  send({ type: 'typed', who })
  await attempt(async () => {
    const claim = await api.openClaim(who, deviceId)
    claimOpenedAt.value = Date.now()
    return { type: 'claimOpened', who, claim }
  })
}

/** @param wrong called when the proof was refused */
export async function prove(proof: Proof, wrong: () => void) {
  const { claim } = flow.value
  if (!claim) return
  await attempt(async () => proven(await api.prove(claim.claimId, proof)), (fault) => {
    const refused = fault.kind === 'signedOut' || fault.kind === 'refused'
    if (refused) wrong()
    return refused
  })
}

function proven(answer: PersonStatus | RepresentedList): FlowEvent {
  store(OPEN_CLAIM, '1')
  return 'people' in answer ? { type: 'helperProven', people: answer } : { type: 'proven', person: answer }
}

export async function selectPerson(linkId: string) {
  await attempt(async () => {
    await api.select(linkId)
    return { type: 'personRead', person: await api.me() }
  })
}

/** @param refused called when number and name were not accepted */
export async function addPerson(documentNumber: string, name: string, kinship: string, refused: () => void) {
  await attempt(
    async () => {
      const answer = await api.addRepresented(documentNumber, name, kinship)
      return { type: 'peopleRead', people: answer && 'people' in answer ? answer : await api.represented() }
    },
    (fault) => {
      if (fault.kind === 'refused') refused()
      return fault.kind === 'refused'
    },
  )
}

export async function readStanding() {
  const { round } = flow.value
  const person = await api.me().catch(() => null)
  if (flow.value.round !== round) return
  send(person ? { type: 'personRead', person } : { type: 'failed', kind: 'unavailable' })
}

export async function readPeople() {
  await attempt(async () => ({ type: 'peopleRead', people: await api.represented() }))
}

export async function giveConsent(version: string) {
  await attempt(async () => {
    await api.giveConsent(version)
    return { type: 'consentGiven', person: await api.me() }
  })
}

export async function withdrawConsent() {
  await attempt(async () => {
    await api.withdrawConsent()
    return { type: 'personRead', person: { ...(await api.me()), faceConsent: null } }
  })
}

let bookingKey = newKey()

export async function book(kind: WayKind, preferredOn: string | null) {
  await attempt(async () => {
    const appointment = await api.requestAppointment(kind, preferredOn, bookingKey)
    bookingKey = newKey()
    return { type: 'booked', appointment }
  })
}

/** Ends the claim here and on the server; the page is as if nobody had been there. */
export function leave() {
  abandonCalls()
  if (stored(OPEN_CLAIM)) {
    store(OPEN_CLAIM, null)
    api.endClaim().catch(() => undefined)
  }
  if (kioskMode) forgetSettings()
  busy.value = false
  bookingKey = newKey()
  send({ type: 'reset' })
}

/** A page opened anew: a machine ends what a crash left open, a phone goes on where its owner was. */
export async function resume() {
  if (!stored(OPEN_CLAIM)) return
  if (kioskMode) {
    leave()
    return
  }
  const { round } = flow.value
  const event = await whereLeft()
  if (!event) store(OPEN_CLAIM, null)
  else if (flow.value.round === round && flow.value.screen === 'welcome') send(event)
}

async function whereLeft(): Promise<FlowEvent | null> {
  try {
    const person = await api.me()
    // a helper goes on to the next of the family
    const people = person.helperName ? await api.represented().catch(() => null) : null
    return { type: 'personRead', person, people }
  } catch (fault) {
    // a helper who has selected nobody
    const helper = fault instanceof ApiFault && fault.kind === 'refused'
    return helper ? api.represented().then((people) => ({ type: 'peopleRead' as const, people }), () => null) : null
  }
}
