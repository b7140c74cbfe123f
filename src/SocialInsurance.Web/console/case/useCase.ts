import { computed, ref, shallowRef } from 'vue'
import { api, ApiFault, newKey } from '../api'
import type { CaseEvent, CaseFile } from '../contracts'
import { guarded } from '../session/session'
import { faultText } from '../texts'
import { bodyOf, commandOf, slipsOf, type CommandName, type Draft } from './commands'

/** What happened while the page stood still, seen when a command was refused for it. */
export interface Moved {
  /** the last event that the page had seen */
  from: number
  events: CaseEvent[]
}

export type Sent = 'done' | 'moved' | 'refused' | 'busy'

/** A case as it was read, and the commands given to it. */
export function useCase(caseId: string) {
  const file = shallowRef<CaseFile | null>(null)
  const problem = ref('')
  const isMissing = ref(false)
  const isReading = ref(false)
  const isSending = ref(false)
  const moved = shallowRef<Moved | null>(null)
  const version = computed(() => file.value?.case.version ?? 0)
  // names the deed: kept until it was done, so that trying again is the same deed
  let key = newKey()

  async function read() {
    isReading.value = true
    try {
      take(await guarded(() => api.file(caseId)))
      problem.value = ''
    } catch (fault) {
      isMissing.value = fault instanceof ApiFault && fault.status === 404
      problem.value = faultText(fault)
    }
    isReading.value = false
  }

  /** One command at a time: a second press while the first is on its way is no second command. */
  async function send(name: CommandName, draft: Draft): Promise<Sent> {
    const command = commandOf(name)
    if (isSending.value) return 'busy'
    if (Object.keys(slipsOf(command, draft)).length) return 'refused'
    isSending.value = true
    problem.value = ''
    try {
      const answer = await guarded(() => api.command(caseId, name, bodyOf(command, draft, version.value), command.hasKey ? key : undefined))
      if ('case' in answer) take(answer)
      else await read()
      moved.value = null
      key = newKey()
      return 'done'
    } catch (fault) {
      return refuse(fault)
    } finally {
      isSending.value = false
    }
  }

  function refuse(fault: unknown): Sent {
    if (fault instanceof ApiFault && fault.kind === 'moved' && fault.caseFile) {
      const from = moved.value?.from ?? version.value
      moved.value = { from, events: fault.caseFile.events.filter((event) => event.ordinal > from) }
      take(fault.caseFile)
      return 'moved'
    }
    problem.value = faultText(fault)
    return 'refused'
  }

  function take(found: CaseFile) {
    file.value = found
  }

  const isAllowed = (name: CommandName | 'identity') => file.value?.allowed.includes(name) ?? false
  const whyNot = (name: CommandName) => file.value?.reasons.find((one) => one.command === name) ?? null
  const forgetMove = () => (moved.value = null)
  const forgetProblem = () => (problem.value = '')

  return { file, problem, isMissing, isReading, isSending, moved, version, read, send, isAllowed, whyNot, forgetMove, forgetProblem }
}

export type OpenCase = ReturnType<typeof useCase>
