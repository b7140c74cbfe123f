// The screens and what leads from one to the next. Pure: no page, no clock, no network.
import type { Who } from '../api'
import type { Appointment, ClaimOpened, ClaimRole, PersonStatus, RepresentedList, SessionResult, Wait } from '../contracts'

export type Screen =
  | 'attract' | 'welcome' | 'who' | 'code' | 'people' | 'addPerson' | 'standing' | 'records' | 'held'
  | 'consent' | 'camera' | 'waiting' | 'result' | 'otherWay' | 'booked' | 'trouble'

export type TroubleKind =
  | 'offline' | 'unavailable' | 'tooMany' | 'signedOut' | 'refused'
  | 'cameraDenied' | 'cameraAbsent' | 'cameraBusy' | 'cameraInsecure' | 'cameraLost' | 'connectionLost' | 'sessionOver'

export interface Trouble {
  kind: TroubleKind
  /** where "try again" leads */
  back: Screen
  retryAfterSeconds: number | null
}

export interface Flow {
  screen: Screen
  kiosk: boolean
  /** counts the people who used this page; an answer of an earlier round is dropped */
  round: number
  role: ClaimRole
  /** as typed or read from a card; in memory only */
  who: Who | null
  /** a card reader gave the number, nobody typed it */
  fromCard: boolean
  claim: ClaimOpened | null
  people: RepresentedList | null
  person: PersonStatus | null
  result: SessionResult | null
  wait: Wait | null
  booked: Appointment | null
  trouble: Trouble | null
  /** the screen on which the other ways were asked for */
  waysFrom: Screen
}

export type FlowEvent =
  | { type: 'touched' }
  | { type: 'started'; role: ClaimRole }
  | { type: 'cardRead'; documentNumber: string; name: string }
  | { type: 'typed'; who: Who }
  | { type: 'claimOpened'; who: Who; claim: ClaimOpened }
  | { type: 'proven'; person: PersonStatus }
  | { type: 'helperProven'; people: RepresentedList }
  | { type: 'adding' }
  | { type: 'peopleRead'; people: RepresentedList }
  | { type: 'personRead'; person: PersonStatus; people?: RepresentedList | null }
  | { type: 'certify' }
  | { type: 'consentGiven'; person: PersonStatus }
  | { type: 'consentNeeded' }
  | { type: 'busy'; wait: Wait }
  | { type: 'decided'; result: SessionResult }
  | { type: 'otherWay' }
  | { type: 'booked'; appointment: Appointment }
  | { type: 'records' }
  | { type: 'held' }
  | { type: 'erased' }
  | { type: 'standing' }
  | { type: 'failed'; kind: TroubleKind; retryAfterSeconds?: number | null }
  | { type: 'again' }
  | { type: 'back' }
  | { type: 'reset' }

export function begin(kiosk: boolean, round = 0): Flow {
  return {
    screen: kiosk ? 'attract' : 'welcome',
    kiosk, round, role: 'beneficiary',
    who: null, fromCard: false, claim: null, people: null, person: null, result: null, wait: null, booked: null, trouble: null, waysFrom: 'welcome',
  }
}

/** The next state. An event that means nothing on the present screen changes nothing. */
export function next(flow: Flow, event: FlowEvent): Flow {
  switch (event.type) {
    case 'reset':
      return begin(flow.kiosk, flow.round + 1)
    case 'touched':
      return flow.screen === 'attract' ? { ...flow, screen: 'welcome' } : flow
    case 'started':
      return flow.screen === 'welcome' ? { ...flow, role: event.role, screen: 'who' } : flow
    case 'cardRead':
      return cardRead(flow, event.documentNumber, event.name)
    case 'typed':
      // kept whatever the service answers: nobody types a name twice
      return flow.screen === 'who' ? { ...flow, who: event.who } : flow
    case 'claimOpened':
      return { ...flow, who: event.who, role: event.who.role, claim: event.claim, screen: 'code' }
    case 'proven':
      return flow.claim ? { ...flow, person: event.person, screen: afterProof(event.person) } : flow
    case 'helperProven':
      return flow.claim ? { ...flow, people: event.people, screen: 'people' } : flow
    case 'adding':
      return flow.screen === 'people' ? { ...flow, screen: 'addPerson' } : flow
    case 'peopleRead':
      return { ...flow, people: event.people, person: null, result: null, screen: 'people' }
    case 'personRead':
      return {
        ...flow, person: event.person, result: null, screen: afterProof(event.person),
        ...(event.people ? { people: event.people, role: 'helper' as const } : {}),
      }
    case 'certify':
      return flow.person ? { ...flow, screen: flow.person.faceConsent ? 'camera' : 'consent' } : flow
    case 'consentGiven':
      return { ...flow, person: event.person, screen: 'camera' }
    case 'consentNeeded':
      return flow.person ? { ...flow, person: { ...flow.person, faceConsent: null }, screen: 'consent' } : flow
    case 'busy':
      return { ...flow, wait: event.wait, screen: 'waiting' }
    case 'decided':
      return { ...flow, result: event.result, screen: 'result', person: flow.person && { ...flow.person, attemptsLeft: event.result.attemptsLeft } }
    case 'otherWay':
      return flow.screen === 'otherWay' ? flow : { ...flow, screen: 'otherWay', waysFrom: flow.screen }
    case 'booked':
      return { ...flow, booked: event.appointment, screen: 'booked' }
    case 'records':
      return flow.person ? { ...flow, screen: 'records' } : flow
    case 'held':
      return flow.person ? { ...flow, screen: 'held' } : flow
    case 'erased':
      return flow.person ? { ...flow, person: { ...flow.person, faceConsent: null, hasReference: false } } : flow
    case 'standing':
      return flow.person ? { ...flow, screen: 'standing' } : flow
    case 'failed':
      return failed(flow, event.kind, event.retryAfterSeconds ?? null)
    case 'again':
      return again(flow)
    case 'back':
      return { ...flow, screen: before(flow) }
  }
}

/** Where a person goes who has just been recognised: straight to the camera when that is all that is left. */
export function afterProof(person: PersonStatus): Screen {
  const faceIsOpen = person.state === 'due' && person.hasReference && person.attemptsLeft > 0 && !person.appointment
  if (!faceIsOpen) return 'standing'
  return person.faceConsent ? 'camera' : 'consent'
}

/** Whether the face way is worth offering. */
export function mayCertifyByFace(person: PersonStatus): boolean {
  return (person.state === 'due' || person.state === 'notDue') && person.hasReference && person.attemptsLeft > 0
}

function cardRead(flow: Flow, documentNumber: string, name: string): Flow {
  if (flow.screen !== 'attract' && flow.screen !== 'welcome' && flow.screen !== 'who') return flow
  const known = flow.who
  return { ...flow, who: { documentNumber, name: name || known?.name || '', role: flow.role, phone: known?.phone ?? null }, fromCard: true, screen: 'who' }
}

function failed(flow: Flow, kind: TroubleKind, retryAfterSeconds: number | null): Flow {
  // whose time is over begins again: nothing of the old claim counts
  if (kind === 'signedOut') return { ...begin(flow.kiosk, flow.round + 1), screen: 'trouble', trouble: { kind, back: 'welcome', retryAfterSeconds } }
  const back = flow.screen === 'trouble' || flow.screen === 'waiting' ? (flow.trouble?.back ?? 'camera') : flow.screen
  return { ...flow, screen: 'trouble', trouble: { kind, back, retryAfterSeconds } }
}

function again(flow: Flow): Flow {
  if (flow.screen === 'trouble' && flow.trouble) return { ...flow, screen: flow.trouble.back, trouble: null }
  if (flow.screen === 'waiting') return { ...flow, screen: 'camera', wait: null }
  if (flow.screen === 'result' && flow.result?.decision === 'RetryAllowed') return { ...flow, screen: 'camera', result: null }
  return flow
}

function before(flow: Flow): Screen {
  switch (flow.screen) {
    case 'who':
      return 'welcome'
    case 'code':
      return 'who'
    case 'addPerson':
      return 'people'
    case 'otherWay':
      return flow.result ? 'result' : flow.person ? 'standing' : flow.waysFrom
    case 'consent':
    case 'camera':
    case 'waiting':
    case 'records':
    case 'held':
      return flow.person ? 'standing' : 'welcome'
    case 'standing':
      return flow.people ? 'people' : flow.screen
    default:
      return flow.screen
  }
}
