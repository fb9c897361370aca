// The real program on a fresh demonstration city, on each engine, and the accounts it printed.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
/** Samples for tests, beside the repository. */
export const shared = process.env.PINGYI_SHARED ?? resolve(root, '../shared')
export const program = process.env.PINGYI_TEST_PROGRAM ?? join(root, 'build/release/pingyi')

export type Engine = 'sqlite' | 'postgres'
/** PostgreSQL where PINGYI_TEST_POSTGRES names one; CI must have both. */
export const engines: Engine[] =
  process.env.PINGYI_TEST_POSTGRES || process.env.CI === 'true' ? ['sqlite', 'postgres'] : ['sqlite']

export interface Credentials {
  name: string
  password: string
  secret: string
}
/** One process of the program. */
export interface Process {
  url: string
  /** What it wrote into its log, where its settings were given. */
  log: () => string
  stop: () => Promise<void>
  /** SIGKILL: nothing is finished, nothing is flushed. */
  kill: () => Promise<void>
}
/** The mail worker, and what it wrote into its log. */
export interface MailWorker {
  log: () => string
  stop: () => Promise<void>
  kill: () => Promise<void>
}
/** A demonstration city on disk; any number of processes may serve it. */
export interface City {
  folder: string
  accounts: Map<string, Credentials>
  /** With settings, the log is kept instead of shown. */
  serve: (...settings: string[]) => Promise<Process>
  /** The database as text, a statement for each row. */
  dump: () => string
  /** Runs a command to its end and returns what it printed. */
  run: (...words: string[]) => string
  mail: (...settings: string[]) => Promise<MailWorker>
  remove: () => void
}
export interface Server {
  url: string
  accounts: Map<string, Credentials>
  stop: () => Promise<void>
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })
}

const run = (command: string, ...words: string[]): string =>
  execFileSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: 'pipe' })

function databaseOf(engine: Engine, folder: string): { url: string; dump: () => string; drop: () => void } {
  const file = join(folder, 'pingyi.db')
  if (engine === 'sqlite') return { url: `sqlite:${file}`, dump: () => run('sqlite3', '-readonly', file, '.dump'), drop: () => {} }
  const server = process.env.PINGYI_TEST_POSTGRES
  if (!server) throw new Error('PINGYI_TEST_POSTGRES must name a PostgreSQL server')
  const name = `journey_${randomBytes(6).toString('hex')}`
  const say = (sql: string) => run('psql', '--quiet', '--no-psqlrc', server, '-c', sql)
  say(`CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const dump = () => run('pg_dump', '--data-only', '--inserts', '--no-owner', url.href)
  return { url: url.href, dump, drop: () => void say(`DROP DATABASE ${name} WITH (FORCE)`) }
}

/** "  demo-admin  administrator\n  password …   TOTP secret …" for each account. */
function readAccounts(printed: string): Map<string, Credentials> {
  const accounts = new Map<string, Credentials>()
  for (const match of printed.matchAll(/^ {2}(demo-\S+).*\n\s+password (\S+)\s+TOTP secret (\S+)/gm)) {
    const [, name, password, secret] = match
    accounts.set(name!, { name: name!, password: password!, secret: secret! })
  }
  return accounts
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('the server was not ready within a minute')
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = new Promise((done) => child.once('exit', done))
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await exit
}

export function makeCity(engine: Engine = 'sqlite'): City {
  if (!existsSync(program)) throw new Error(`${program} is missing: build the release first (tools/build)`)
  const folder = mkdtempSync(join(tmpdir(), 'pingyi-journey-'))
  const database = databaseOf(engine, folder)
  const common = ['--database', database.url, '--key-file', join(folder, 'pingyi.key')]
  const printed = execFileSync(program, ['demo', ...common], { cwd: root, encoding: 'utf8' })
  const command = (...words: string[]): string =>
    execFileSync(program, [...words, ...common], { cwd: root, encoding: 'utf8' })
  const mail = async (...settings: string[]): Promise<MailWorker> => {
    const keyFile = ['--mail-key-file', join(folder, 'mail.key')]
    const child = spawn(program, ['mail', ...common, ...keyFile, ...settings], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let log = ''
    child.stderr.on('data', (text: Buffer) => { log += text.toString() })
    await new Promise<void>((done, failed) => {
      child.stdout.once('data', () => done())
      child.once('exit', (code) => failed(new Error(`the mail worker ended with ${code}: ${log}`)))
    })
    return { log: () => log, stop: () => ended(child, 'SIGTERM'), kill: () => ended(child, 'SIGKILL') }
  }
  const serve = async (...more: string[]): Promise<Process> => {
    const port = await freePort()
    const settings = ['--address', '127.0.0.1', '--port', String(port), ...(more.length ? more : ['--log-level', 'warning'])]
    const stdio = more.length ? (['ignore', 'pipe', 'pipe'] as const) : (['ignore', 'ignore', 'inherit'] as const)
    const child = spawn(program, ['serve', ...common, ...settings], { cwd: root, stdio: [...stdio] })
    let log = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => { log += text.toString() })
    const url = `http://127.0.0.1:${port}`
    await waitUntilReady(url, child)
    return { url, log: () => log, stop: () => ended(child, 'SIGTERM'), kill: () => ended(child, 'SIGKILL') }
  }
  const remove = () => {
    database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { folder, accounts: readAccounts(printed), serve, dump: database.dump, run: command, mail, remove }
}

export async function startServer(engine: Engine = 'sqlite'): Promise<Server> {
  const city = makeCity(engine)
  const process = await city.serve()
  const stop = async () => {
    await process.stop()
    city.remove()
  }
  return { url: process.url, accounts: city.accounts, stop }
}

function fromBase32(secret: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = Array.from(secret.replace(/[\s=]/g, ''), (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}

const stepSeconds = 30
const usedSteps = new Map<string, number>()

/** The code of RFC 6238. A step is used once, so a second code in it is that of the next step. */
export function codeOf(secret: string): string {
  const now = Math.floor(Date.now() / 1000 / stepSeconds)
  const step = Math.max(now, (usedSteps.get(secret) ?? 0) + 1)
  usedSteps.set(secret, step)
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const offset = hash[hash.length - 1]! & 15
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
