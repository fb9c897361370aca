// What is wrong with a receipt; apart from the cryptography, so that the page opens without it.
export class Flaw extends Error {
  /** `ledger.receipt.wrong.<code>` says it in words. */
  readonly code: string
  constructor(code: string, detail = '') {
    super(detail ? `${code}: ${detail}` : code)
    this.code = code
  }
}
