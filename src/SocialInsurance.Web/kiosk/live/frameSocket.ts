// Frames to the service and its guidance back, through broken connections.
import type { SessionOpened, SessionResult, SocketMessage } from '../contracts'

export type LinkState = 'connecting' | 'live' | 'slow' | 'reconnecting'
export type LinkEnd = { kind: 'decided'; result: SessionResult } | { kind: 'refused'; code: string } | { kind: 'lost' }

export interface LinkEvents {
  message: (message: SocketMessage) => void
  state: (state: LinkState) => void
  end: (end: LinkEnd) => void
}

const RECONNECT_DELAYS_MS = [500, 1500, 3000]
const SLOW_AFTER_MS = 2000
const LOST_AFTER_MS = 12_000
const STEADY_AFTER_MS = 10_000
const HEADER_BYTES = 12
/** The service cannot go on now, the session can: another connection may. */
const MAY_RETURN = new Set(['lost', 'shuttingDown', 'busy', 'unavailable'])

/** Sequence (4 bytes, big-endian, from 1), client clock in milliseconds (8 bytes, big-endian), then the JPEG. */
export function packFrame(sequence: number, clockMs: number, jpeg: ArrayBuffer): ArrayBuffer {
  const packed = new Uint8Array(HEADER_BYTES + jpeg.byteLength)
  const header = new DataView(packed.buffer)
  header.setUint32(0, sequence)
  header.setBigUint64(4, BigInt(Math.floor(clockMs)))
  packed.set(new Uint8Array(jpeg), HEADER_BYTES)
  return packed.buffer
}

export class FrameLink {
  private socket: WebSocket | null = null
  private nonce: string
  private failures = 0
  private ended = false
  private sequence = 0
  /** sequence and time of frames sent and not yet answered, oldest first */
  private unanswered: { sequence: number; atMs: number }[] = []
  private welcomed = false
  private pump: number | undefined
  private state: LinkState = 'connecting'
  private grabbing = false
  private connectedAtMs = 0

  constructor(
    private readonly session: SessionOpened,
    private readonly grab: () => Promise<ArrayBuffer | null>,
    private readonly events: LinkEvents,
  ) {
    this.nonce = session.nonce
  }

  open() {
    const address = new URL(this.session.socket, window.location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    const socket = new WebSocket(address)
    this.socket = socket
    this.sequence = 0
    this.unanswered = []
    this.welcomed = false
    this.connectedAtMs = performance.now()
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'hello', nonce: this.nonce })))
    socket.addEventListener('message', (event: MessageEvent<string>) => this.receive(socket, event.data))
    socket.addEventListener('close', () => this.dropped(socket))
    this.pump ??= window.setInterval(() => void this.tick(), 1000 / this.session.framesPerSecond)
  }

  /** Gives up; nothing more is reported. */
  cancel() {
    if (this.ended) return
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type: 'cancel' }))
    this.stop()
  }

  private receive(socket: WebSocket, data: string) {
    if (this.ended || socket !== this.socket) return
    const message = JSON.parse(data) as SocketMessage
    if (message.type === 'welcome') {
      if (message.nonce) this.nonce = message.nonce
      this.welcomed = true
      this.become('live')
    }
    if (message.type === 'guidance') {
      // a connection that breaks again and again is a broken one, though each begins well
      if (performance.now() - this.connectedAtMs > STEADY_AFTER_MS) this.failures = 0
      this.unanswered = this.unanswered.filter((frame) => frame.sequence > (message.sequence ?? 0))
    }
    if (message.type === 'done' && message.result) this.finish({ kind: 'decided', result: message.result })
    else if (message.type === 'refused') this.refused(socket, message.code ?? '')
    else this.events.message(message)
  }

  private refused(socket: WebSocket, code: string) {
    if (MAY_RETURN.has(code)) this.dropped(socket)
    else this.finish({ kind: 'refused', code })
  }

  private dropped(socket: WebSocket) {
    if (this.ended || socket !== this.socket) return
    const delay = RECONNECT_DELAYS_MS[this.failures++]
    if (delay === undefined) {
      this.finish({ kind: 'lost' })
      return
    }
    this.socket = null
    this.welcomed = false
    this.become('reconnecting')
    window.setTimeout(() => {
      if (!this.ended) this.open()
    }, delay)
  }

  private async tick() {
    const socket = this.socket
    if (!socket || this.ended) return
    this.watch(socket)
    if (!this.welcomed || this.grabbing || socket.readyState !== WebSocket.OPEN || this.unanswered.length >= this.session.maximumInFlight) return
    this.grabbing = true
    const jpeg = await this.grab().finally(() => (this.grabbing = false))
    if (!jpeg || this.ended || socket !== this.socket || socket.readyState !== WebSocket.OPEN) return
    this.unanswered.push({ sequence: ++this.sequence, atMs: performance.now() })
    socket.send(packFrame(this.sequence, Date.now(), jpeg))
  }

  /** A connection that is open and silent is worse than one that breaks: it is told, then replaced. */
  private watch(socket: WebSocket) {
    const since = this.welcomed ? this.unanswered[0]?.atMs : this.connectedAtMs
    const silentMs = since === undefined ? 0 : performance.now() - since
    if (silentMs > LOST_AFTER_MS) {
      socket.close()
      this.dropped(socket)
    } else if (this.state === 'live' && silentMs > SLOW_AFTER_MS) this.become('slow')
    else if (this.state === 'slow' && silentMs < SLOW_AFTER_MS) this.become('live')
  }

  private become(state: LinkState) {
    if (this.state === state) return
    this.state = state
    this.events.state(state)
  }

  private finish(end: LinkEnd) {
    this.stop()
    this.events.end(end)
  }

  private stop() {
    this.ended = true
    window.clearInterval(this.pump)
    this.socket?.close()
    this.socket = null
  }
}
