import type { CaseCounts, CaseState, Colour } from '../contracts'

/** What the queue is asked for. Codes only: nothing here says who a person is. */
export interface Filter {
  states: CaseState[]
  colours: Colour[]
  kinds: string[]
  /** `me`, `nobody` or an account */
  assignedTo: string
  due: '' | 'overdue' | 'today' | 'week'
  /** leading digits of a division code */
  division: string
}

export type Sort = 'risk' | 'due' | 'opened'

export interface SavedFilter {
  name: string
  filter: Filter
}

/** Kind of the cases that an appeal opens. */
export const APPEAL = 'Appeal'
export const EVERYTHING: Filter = { states: [], colours: [], kinds: [], assignedTo: '', due: '', division: '' }

export interface StandingFilter {
  id: 'open' | 'mine' | 'unassigned' | 'overdue' | 'today' | 'red' | 'approval' | 'appeals'
  filter: Filter
  count: (counts: CaseCounts) => number
}

export const STANDING: StandingFilter[] = [
  { id: 'open', filter: EVERYTHING, count: (counts) => counts.open },
  { id: 'mine', filter: { ...EVERYTHING, assignedTo: 'me' }, count: (counts) => counts.mine },
  { id: 'unassigned', filter: { ...EVERYTHING, assignedTo: 'nobody' }, count: (counts) => counts.unassigned },
  { id: 'overdue', filter: { ...EVERYTHING, due: 'overdue' }, count: (counts) => counts.overdue },
  { id: 'today', filter: { ...EVERYTHING, due: 'today' }, count: (counts) => counts.dueToday },
  { id: 'red', filter: { ...EVERYTHING, colours: ['red'] }, count: (counts) => counts.red },
  { id: 'approval', filter: { ...EVERYTHING, states: ['proposed'] }, count: (counts) => counts.waitingForApproval },
  { id: 'appeals', filter: { ...EVERYTHING, kinds: [APPEAL] }, count: (counts) => counts.appeals },
]

/** The query of GET /api/v1/staff/cases for a window of the list. */
export function queryOf(filter: Filter, sort: Sort, offset: number, limit: number): string {
  const query = new URLSearchParams()
  if (filter.states.length) query.set('state', filter.states.join(','))
  if (filter.colours.length) query.set('colour', filter.colours.join(','))
  if (filter.kinds.length) query.set('kind', filter.kinds.join(','))
  if (filter.assignedTo) query.set('assignedTo', filter.assignedTo)
  if (filter.due) query.set('due', filter.due)
  if (filter.division) query.set('division', filter.division)
  if (sort !== 'risk') query.set('sort', sort)
  query.set('offset', String(offset))
  query.set('limit', String(limit))
  return query.toString().replaceAll('%2C', ',')
}

export function sameFilter(one: Filter, other: Filter): boolean {
  return keyOf(one) === keyOf(other)
}

/** The filter as tokens `group:code`, as the filter line holds them. */
export function tokensOf(filter: Filter): string[] {
  return [
    ...filter.colours.map((colour) => `colour:${colour}`),
    ...filter.states.map((state) => `state:${state}`),
    ...(filter.due ? [`due:${filter.due}`] : []),
    ...(filter.assignedTo ? [`to:${filter.assignedTo}`] : []),
    ...filter.kinds.map((kind) => `kind:${kind}`),
    ...(filter.division ? [`division:${filter.division}`] : []),
  ]
}

/** Of deadline, caseworker and division the last one named counts. */
export function filterOf(tokens: string[]): Filter {
  const all = (group: string) => tokens.filter((token) => token.startsWith(`${group}:`)).map((token) => token.slice(group.length + 1))
  return {
    states: all('state') as CaseState[],
    colours: all('colour') as Colour[],
    kinds: all('kind'),
    assignedTo: all('to').at(-1) ?? '',
    due: (all('due').at(-1) ?? '') as Filter['due'],
    division: all('division').at(-1) ?? '',
  }
}

/** What was typed as a token that no list offers: digits are a division, @name is an account. */
export function typedToken(typed: string): string | null {
  const text = typed.trim()
  if (/^\d{1,12}$/.test(text)) return `division:${text}`
  return /^@[a-z0-9-]{1,64}$/.test(text) ? `to:${text.slice(1)}` : null
}

const STORAGE_KEY = 'console-filters'

/** Own filters; whatever else lies there is ignored. */
export function readSaved(storage: Pick<Storage, 'getItem'>): SavedFilter[] {
  try {
    const found: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? '[]')
    return Array.isArray(found) ? found.filter(isSaved) : []
  } catch {
    return []
  }
}

export function writeSaved(storage: Pick<Storage, 'setItem'>, saved: SavedFilter[]) {
  try {
    storage.setItem(STORAGE_KEY, JSON.stringify(saved))
  } catch {
    // storage is refused: own filters last as long as the page
  }
}

function isSaved(one: unknown): one is SavedFilter {
  const saved = one as SavedFilter | null
  return typeof saved?.name === 'string' && Array.isArray(saved.filter?.states) && Array.isArray(saved.filter.colours)
    && Array.isArray(saved.filter.kinds) && typeof saved.filter.assignedTo === 'string'
}

function keyOf(filter: Filter): string {
  return tokensOf(filter).sort().join(' ')
}
