// Addresses of the console behind the #: no personal data, never more than a case's id.
export type Route =
  | { page: 'queue' }
  | { page: 'case'; caseId: string; view: 'file' | 'print' | 'letter' }
  | { page: 'people' }
  | { page: 'blind' }
  | { page: 'accounts' }
  | { page: 'reads' }
  | { page: 'supervision' }
  | { page: 'visits' }
  | { page: 'security' }

const PLAIN = ['accounts', 'blind', 'people', 'reads', 'security', 'supervision', 'visits'] as const

export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#?\/?/, '').split('/').map(decoded)
  const [page = '', caseId = '', view = ''] = parts
  const plain = PLAIN.find((one) => one === page)
  if (plain) return { page: plain }
  if (page !== 'cases' || !caseId) return { page: 'queue' }
  return { page: 'case', caseId, view: view === 'print' || view === 'letter' ? view : 'file' }
}

export function hashOf(route: Route): string {
  if (route.page === 'queue') return '#/'
  if (route.page !== 'case') return `#/${route.page}`
  const file = `#/cases/${encodeURIComponent(route.caseId)}`
  return route.view === 'file' ? file : `${file}/${route.view}`
}

/** Where an account arrives: an administrator sees no person, an operator no case. */
export function firstPage(roles: string[]): Route {
  if (roles.some((role) => role === 'caseworker' || role === 'approver' || role === 'auditor')) return { page: 'queue' }
  if (roles.includes('supervisor') || roles.includes('operator')) return { page: 'supervision' }
  return { page: 'accounts' }
}

const READERS: Record<Route['page'], string[]> = {
  queue: ['caseworker', 'approver', 'supervisor', 'auditor'],
  case: ['caseworker', 'approver', 'supervisor', 'auditor'],
  people: ['caseworker'],
  blind: ['caseworker', 'approver'],
  visits: ['caseworker', 'supervisor'],
  supervision: ['supervisor', 'auditor', 'operator'],
  accounts: ['administrator'],
  reads: ['auditor'],
  security: [],
}

/** Whether a page makes sense for the roles; the service decides for itself. */
export function mayOpen(page: Route['page'], roles: string[]): boolean {
  // the own account is everybody's
  return page === 'security' || READERS[page].some((role) => roles.includes(role))
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
