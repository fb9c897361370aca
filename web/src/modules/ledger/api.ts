// What the page asks of the server: whom to trust, as the ledger itself says it.
import { Flaw } from './flaw'

/** The policy of the log of this name ("operations", "box"). */
export async function policyOfLog(name: string): Promise<string> {
  try {
    const answer = await fetch(`/ledger/${encodeURIComponent(name)}/policy`)
    if (answer.ok) return await answer.text()
  } catch {
    // No answer came: said below.
  }
  throw new Flaw('no_policy')
}
