// Leaving for the sign-in page and coming back.

/** An address of this site to return to; anything else is the staff page. */
export function returnAddress(wanted: unknown): string {
  const address = typeof wanted === 'string' ? wanted : ''
  return /^\/(?![/\\])/.test(address) ? address : '/staff'
}

export function goToLogin(): void {
  const here = location.pathname + location.search
  location.assign(`/sign-in?return=${encodeURIComponent(here)}`)
}
