// The links of the header that change language or text size: "/preferences?language=en&return=…".

/** The link a plain click is on, if any. */
export function preferenceLink(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0) return null
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null
  const target = event.target instanceof Element ? event.target : null
  return target?.closest<HTMLAnchorElement>('a[href^="/preferences?"]') ?? null
}

/** The link's address, coming back to where the reader is now. */
export function withReturn(link: HTMLAnchorElement, here: { pathname: string; search: string }): string {
  const address = new URL(link.href)
  address.searchParams.set('return', here.pathname + here.search)
  return address.pathname + address.search
}
