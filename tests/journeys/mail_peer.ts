// A mail server that does as it is told: accepts, refuses, or lets something happen in the middle.
import { SMTPServer } from 'smtp-server'

/** Where in the dialogue something happens. `stored`: the mail is kept, the answer not yet given. */
export type Place = 'mail' | 'rcpt' | 'data' | 'stored' | 'answered'
export interface Step {
  place: Place
  /** Refuses there with this reply. */
  reply?: number
  /** Happens there first. */
  meanwhile?: () => Promise<void>
}
export interface Received {
  id: string
  to: string
  header: string
  text: string
}
export interface MailPeer {
  url: string
  received: Received[]
  /** All that was offered, also what was refused after its content. */
  offered: Received[]
  /** What happens to the coming mails, in order; then all are accepted. */
  next: (...steps: Step[]) => void
  /** Waits until so many have come. */
  wait: (count: number) => Promise<void>
  close: () => Promise<void>
}

function read(to: string, content: string): Received {
  const [header = '', body = ''] = content.split(/\r\n\r\n(.*)/s)
  const id = header.match(/^Message-ID: <(.+)>$/m)?.[1] ?? ''
  return { id, to, header, text: Buffer.from(body, 'base64').toString('utf8') }
}

export async function startMailPeer(): Promise<MailPeer> {
  const steps: Step[] = []
  let step: Step | undefined
  const received: Received[] = []
  const offered: Received[] = []
  const at = async (place: Place): Promise<Error | null> => {
    if (step?.place !== place) return null
    const { reply, meanwhile } = step
    await meanwhile?.()
    return reply ? Object.assign(new Error('as the test wants'), { responseCode: reply }) : null
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom: (_address, _session, answer) => {
      step = steps.shift()
      void at('mail').then(answer)
    },
    onRcptTo: (_address, _session, answer) => void at('rcpt').then(answer),
    onData: (stream, session, answer) => {
      const to = session.envelope.rcptTo.map(({ address }) => address).join()
      let content = ''
      stream.on('data', (part: Buffer) => { content += part.toString('latin1') })
      stream.on('end', async () => {
        const mail = read(to, content)
        offered.push(mail)
        const refusal = await at('data')
        if (refusal) return answer(refusal)
        received.push(mail)
        await at('stored')
        answer()
        await at('answered')
      })
    },
  })
  // A worker that is killed breaks its connection.
  server.on('error', () => {})
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.server.address() as { port: number }
  const wait = async (count: number): Promise<void> => {
    for (let attempt = 0; attempt < 600 && received.length < count; attempt += 1) {
      await new Promise((done) => setTimeout(done, 50))
    }
    if (received.length < count) throw new Error(`${received.length} mails came, not ${count}`)
  }
  const close = () => new Promise<void>((done) => server.close(() => done()))
  return { url: `smtp://127.0.0.1:${port}`, received, offered, next: (...more) => void steps.push(...more), wait, close }
}
