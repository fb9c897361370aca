// The calls of units that other pages need: finding a public body and saying its name.
import type { components } from '@/shared/api'
import { call } from '@/shared/http'

export type Unit = components['schemas']['units.UnitView']
type Page = components['schemas']['units.PageOfUnitView']

const known = new Map<string, Unit>()
let everything: Promise<void> | null = null

function remember(page: Page): Unit[] {
  for (const unit of page.items) known.set(unit.id, unit)
  return page.items
}

export const findUnits = async (q: string): Promise<Unit[]> =>
  remember(await call<Page>('GET', '/api/units', { query: { q, limit: 8 } }))

async function fetchAll(): Promise<void> {
  let after: string | undefined
  do {
    const page: Page = await call<Page>('GET', '/api/units', { query: { limit: 100, after, ended: 'true' } })
    remember(page)
    after = page.next ?? undefined
  } while (after)
}

/** The body with this id; the whole directory is read once, since grants name bodies by id. */
export async function unitOf(id: string): Promise<Unit | undefined> {
  if (!known.has(id)) await (everything ??= fetchAll())
  return known.get(id)
}
