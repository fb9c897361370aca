// Calls to the server. A refusal arrives as a Problem (RFC 9457) with our stable code and a message
// in the reader's language. Nothing is ever repeated by itself.
import type { components } from './api'

export interface FieldProblem {
  /** JSON pointer ("#/contact/phone"), name of a parameter, or place in a file ("row 12"). */
  place: string
  code: string
  limit?: string
  message: string
}

export class Problem extends Error {
  readonly status: number
  /** `module.what_is_wrong`; "web.offline" when no answer came. */
  readonly code: string
  readonly fields: FieldProblem[]
  readonly request: string

  constructor(status: number, code: string, message: string, fields: FieldProblem[] = [], request = '') {
    super(message)
    this.status = status
    this.code = code
    this.fields = fields
    this.request = request
  }
}

export interface CallOptions {
  /** Sent as JSON, or as it is when a Blob. */
  body?: unknown
  query?: Record<string, string | number | undefined>
  /** Repeating a creating POST under the same key does not create twice. */
  key?: string
  headers?: Record<string, string>
  /** Gives the call up; it then fails as if there were no connection. */
  signal?: AbortSignal
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A fresh key for one intention to create something: 128 random bits in base16. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function address(path: string, query: CallOptions['query'] = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text ? `${path}?${text}` : path
}

/** The body of a refusal as the server writes it. */
type Refusal = components['schemas']['Problem']

async function problemOf(response: Response): Promise<Problem> {
  try {
    const said = (await response.json()) as Refusal
    const fields = (said.errors ?? []).map(({ pointer, parameter, place, code, limit, message }) => ({
      place: pointer ?? parameter ?? place ?? '',
      code,
      limit,
      message,
    }))
    return new Problem(response.status, said.code, said.detail, fields, said.request_id)
  } catch {
    return new Problem(response.status, 'web.no_answer', '')
  }
}

export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const { body, query, key } = options
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers }
  const raw = body instanceof Blob
  if (body !== undefined && !raw) headers['Content-Type'] = 'application/json'
  if (key) headers['Idempotency-Key'] = key
  let response: Response
  try {
    response = await fetch(address(path, query), {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? null : raw ? body : JSON.stringify(body),
      signal: options.signal ?? null,
    })
  } catch {
    throw new Problem(0, 'web.offline', '')
  }
  if (!response.ok) throw await problemOf(response)
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

/** Sends a file as it is, telling how far it is; fetch cannot. */
export function sendFile<T>(
  path: string,
  { query, key, body }: { query: CallOptions['query']; key: string; body: Blob },
  onShare: (share: number) => void,
): Promise<T> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest()
    request.open('POST', address(path, query))
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Idempotency-Key', key)
    request.upload.onprogress = ({ loaded, total }) => onShare(total ? loaded / total : 0)
    request.onerror = () => fail(new Problem(0, 'web.offline', ''))
    request.onload = async () => {
      if (request.status < 300) return done(JSON.parse(request.responseText) as T)
      fail(await problemOf(new Response(request.responseText, { status: request.status })))
    }
    request.send(body)
  })
}

/** The bytes that a POST answers. */
export async function fetchFile(path: string, body: unknown): Promise<Blob> {
  let response: Response
  try {
    const headers = { 'Content-Type': 'application/json' }
    response = await fetch(path, { method: 'POST', headers, credentials: 'same-origin', body: JSON.stringify(body) })
  } catch {
    throw new Problem(0, 'web.offline', '')
  }
  if (!response.ok) throw await problemOf(response)
  return response.blob()
}
