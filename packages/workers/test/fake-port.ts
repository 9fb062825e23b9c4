import type { NodeWorkerPort, WebWorkerPort } from '@plimsoll/workers'

/** A worker of the web that is the test: what it was sent, and what it says. */
export class FakeWebPort extends EventTarget implements WebWorkerPort {
  readonly sent: [message: unknown, transfer: Transferable[]][] = []
  ended = 0

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.sent.push([message, transfer])
  }

  terminate(): void {
    this.ended += 1
  }

  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
}

/** A worker of Node that is the test. */
export class FakeNodePort implements NodeWorkerPort {
  readonly heard = new Map<string, (value: unknown) => void>()
  readonly sent: unknown[] = []
  /** Whether it keeps its process alive, as workers do from the start. */
  alive = true

  postMessage(message: unknown): void {
    this.sent.push(message)
  }

  on(event: string, listener: (value: unknown) => void): void {
    this.heard.set(event, listener)
  }

  async terminate(): Promise<void> {}

  ref(): void {
    this.alive = true
  }

  unref(): void {
    this.alive = false
  }

  say(event: string, value: unknown): void {
    this.heard.get(event)?.(value)
  }
}
