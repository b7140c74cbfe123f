import { shallowRef } from 'vue'
import { api } from '../api'
import type { Colleague } from '../contracts'

// To whom a case may be assigned, own team first. The service decides whether an account may get a case.
const listed = shallowRef<Colleague[]>([])

/** Read anew whenever somebody is about to choose; the last list stays when the service does not answer. */
export async function readColleagues(): Promise<void> {
  listed.value = (await api.colleagues()).colleagues
}

export function knownColleagues(): Colleague[] {
  return listed.value
}
