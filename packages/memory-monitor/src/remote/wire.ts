import { type Message, pack, unpack } from './message.js'
import { hear, type ProcessBudgetPort } from './port.js'

/** One end of the line between a budget and who joined it, which nobody else uses or which tells ours from theirs. */
export interface Wire {
  /** Sends; does nothing where nobody is left to hear it. */
  post(message: Message): void
  /** Sets whether waiting for a message keeps this thread alive; from the start it does not. */
  hold(alive: boolean): void
  /** Ends it on this side. */
  close(): void
}

/** What is heard on a wire. */
export interface WireEvents {
  /** A message came. */
  message(message: Message, wire: Wire): void
  /** The other end is no more. */
  gone(wire: Wire): void
}

/** The part of a `MessagePort` that all platforms have, and `ref` and `unref` of Node. */
interface ChannelPort extends Pick<MessagePort, 'postMessage' | 'addEventListener' | 'start' | 'close'> {
  ref?(): void
  unref?(): void
}

/** A wire over a channel of its own. */
export function portWire(port: unknown, events: WireEvents): Wire {
  const channel = port as ChannelPort
  const wire: Wire = {
    post: message => channel.postMessage(pack(message)),
    hold: alive => (alive ? channel.ref?.() : channel.unref?.()),
    close: () => channel.close(),
  }
  channel.addEventListener('message', event => {
    const message = unpack((event as MessageEvent<unknown>).data)
    if (message) events.message(message, wire)
  })
  channel.addEventListener('close' as 'message', () => events.gone(wire))
  channel.start()
  channel.unref?.()
  return wire
}

/** Counts what keeps a process's channel alive. Node's own counter: setting it by hand would overrule other listeners. */
interface CountingChannel {
  refCounted?(): void
  unrefCounted?(): void
}

/** A wire over a process's channel, on which others may talk too. */
export function processWire(port: ProcessBudgetPort, gone: string, events: WireEvents): Wire {
  const wire: Wire = {
    post: message => {
      try {
        // With a callback a closed channel is told to it; without, it is an uncaught error of the process.
        ;(port.send as (message: object, sent: () => void) => void).call(port, pack(message), () => {})
      } catch {
        // Its end is told by an event of its own.
      }
    },
    hold: alive => {
      if (alive === held) return
      held = alive
      count(alive ? 1 : -1)
    },
    close: () => {
      wire.hold(false)
      count(forgets.length)
      for (const forget of forgets.splice(0)) forget()
    },
  }
  let held = false
  // Inside of a child each listener keeps the process alive; ours must not.
  const channel = port === globalThis.process ? (port as { channel?: CountingChannel }).channel : undefined
  const count = (by: number) => {
    for (let left = by; left > 0; left--) channel?.refCounted?.()
    for (let left = by; left < 0; left++) channel?.unrefCounted?.()
  }
  const forgets = [
    hear(port, 'message', data => {
      const message = unpack(data)
      if (message) events.message(message, wire)
    }),
    hear(port, gone, () => events.gone(wire)),
  ]
  count(-forgets.length)
  return wire
}
