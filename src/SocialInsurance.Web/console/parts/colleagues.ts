// Accounts that the pages have shown: suggestions for an assignment. The service decides whether an account may get a case.
const seen = new Set<string>()

export function remember(accounts: (string | null | undefined)[]) {
  for (const one of accounts) if (one) seen.add(one)
}

export function knownColleagues(): string[] {
  return [...seen].sort()
}
