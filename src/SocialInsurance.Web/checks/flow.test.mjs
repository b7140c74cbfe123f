import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterProof, begin, next } from '../kiosk/flow/flow.ts'

const due = {
  maskedName: '张**', state: 'due', faceConsent: null, hasReference: true, attemptsLeft: 3, appointment: null, helperName: null,
}
const consented = { ...due, faceConsent: { textVersion: 'face/3', givenAt: '2026-11-20T00:00:00Z' } }
const who = { documentNumber: '11010519491231002X', name: '张秀英', role: 'beneficiary', phone: null }
const claim = { claimId: 'c', expiresInSeconds: 300, resendAfterSeconds: 60, deviceNonce: 'n' }
const retry = { decision: 'RetryAllowed', reasons: [], attempt: 1, attemptsLeft: 2, validUntil: null, receipt: null }
const walk = (flow, ...events) => events.reduce(next, flow)
const proven = (person) => walk(begin(false), { type: 'started', role: 'beneficiary' }, { type: 'claimOpened', who, claim }, { type: 'proven', person })

test('person_due_with_consent_goes_straight_to_the_camera', () => assert.equal(proven(consented).screen, 'camera'))
test('person_due_without_consent_is_asked_first', () => assert.equal(proven(due).screen, 'consent'))

for (const [name, person] of Object.entries({
  certified: { ...consented, state: 'certified' },
  not_due: { ...consented, state: 'notDue' },
  with_caseworker: { ...consented, state: 'withCaseworker' },
  without_reference: { ...consented, hasReference: false },
  without_tries: { ...consented, attemptsLeft: 0 },
  with_appointment: { ...consented, appointment: { appointmentId: 'a' } },
})) {
  test(`person_${name}_sees_how_it_stands_and_no_camera`, () => assert.equal(afterProof(person), 'standing'))
}

test('session_that_needs_consent_goes_back_to_the_notice', () => {
  const flow = next(proven(consented), { type: 'consentNeeded' })
  assert.equal(flow.screen, 'consent')
  assert.equal(flow.person.faceConsent, null)
})

test('proof_that_comes_after_a_reset_is_ignored', () => {
  const flow = walk(proven(due), { type: 'reset' }, { type: 'proven', person: consented })
  assert.equal(flow.screen, 'welcome')
  assert.equal(flow.person, null)
})

test('reset_forgets_everything_and_counts_the_next_person', () => {
  const used = next(proven(consented), { type: 'decided', result: retry })
  assert.deepEqual(next(used, { type: 'reset' }), begin(false, 1))
  assert.equal(next(begin(true), { type: 'reset' }).screen, 'attract')
})

test('retry_is_possible_only_while_the_service_allows_it', () => {
  const flow = proven(consented)
  assert.equal(walk(flow, { type: 'decided', result: retry }, { type: 'again' }).screen, 'camera')
  const referred = { ...retry, decision: 'ReferToCaseworker', attemptsLeft: 0 }
  assert.equal(walk(flow, { type: 'decided', result: referred }, { type: 'again' }).screen, 'result')
})

test('trouble_leads_back_to_where_it_came_from', () => {
  const flow = walk(proven(consented), { type: 'failed', kind: 'cameraDenied' })
  assert.equal(flow.screen, 'trouble')
  assert.equal(next(flow, { type: 'again' }).screen, 'camera')
})

test('claim_that_is_over_keeps_nothing_of_the_person', () => {
  const flow = next(proven(consented), { type: 'failed', kind: 'signedOut' })
  assert.equal(flow.person, null)
  assert.equal(flow.claim, null)
  assert.equal(flow.round, 1)
})

test('every_screen_has_a_way_back_that_exists', () => {
  const start = next(begin(false), { type: 'started', role: 'beneficiary' })
  assert.equal(next(start, { type: 'back' }).screen, 'welcome')
  const flow = proven(due)
  for (const type of ['otherWay', 'records', 'certify']) assert.equal(walk(flow, { type }, { type: 'back' }).screen, 'standing')
  assert.equal(walk(flow, { type: 'decided', result: retry }, { type: 'otherWay' }, { type: 'back' }).screen, 'result')
})

test('card_laid_down_in_the_middle_of_a_walk_changes_nothing', () => {
  const flow = proven(due)
  assert.equal(next(flow, { type: 'cardRead', documentNumber: '11010519491231002X', name: '' }), flow)
  assert.equal(next(begin(true), { type: 'cardRead', documentNumber: '11010519491231002X', name: '张秀英' }).screen, 'who')
})

test('attract_screen_opens_only_by_a_touch', () => {
  const flow = begin(true)
  assert.equal(next(flow, { type: 'started', role: 'helper' }), flow)
  assert.equal(next(flow, { type: 'touched' }).screen, 'welcome')
})

test('other_ways_lead_back_to_the_code_that_still_waits', () => {
  const waiting = walk(begin(false), { type: 'started', role: 'beneficiary' }, { type: 'claimOpened', who, claim })
  const back = walk(waiting, { type: 'otherWay' }, { type: 'back' })
  assert.deepEqual([back.screen, back.claim, back.who], ['code', claim, who])
  assert.equal(walk(begin(false), { type: 'otherWay' }, { type: 'back' }).screen, 'welcome')
})

test('corrected_name_stays_when_the_service_asks_to_wait', () => {
  const wrong = walk(begin(false), { type: 'started', role: 'beneficiary' }, { type: 'claimOpened', who: { ...who, name: '张秀' }, claim }, { type: 'back' })
  const refused = walk(wrong, { type: 'typed', who }, { type: 'failed', kind: 'tooMany', retryAfterSeconds: 40 }, { type: 'again' })
  assert.deepEqual([refused.screen, refused.who.name], ['who', '张秀英'])
})

test('what_a_remembered_phone_sends_is_not_kept_as_typed', () => {
  assert.equal(next(begin(false), { type: 'typed', who }).who, null)
})

test('helper_who_opens_the_page_anew_keeps_the_family', () => {
  const people = { helperName: '李*', people: [] }
  const flow = next(begin(false), { type: 'personRead', person: { ...due, state: 'certified', helperName: '李*' }, people })
  assert.deepEqual([flow.people, flow.role, next(flow, { type: 'back' }).screen], [people, 'helper', 'people'])
})
