import { awaitLock } from './lifetime.js'
import type { Message } from './message.js'
import { unpackOffer } from './message.js'
import {
  type BudgetPort,
  hasExited,
  hear,
  hearFailure,
  isProcess,
  isWorkerOfNode,
  keepUnheld,
  type ThreadPort,
} from './port.js'
import { portWire, processWire, type Wire } from './wire.js'

/** What the one who shares a budget hears. */
export interface MemberEvents {
  /** Somebody at the other end said something. */
  message(message: Message, wire: Wire): void
  /** Who spoke on this wire is no more; nobody at the other end is, where it names none. */
  gone(wire?: Wire): void
}

/**
 * Listens for those who join through a port, and answers what ends that and tells the other end why.
 *
 * A thread offers the end of a channel of its own, through which all the rest goes: what others send over the port, and
 * whether their listeners keep a thread alive, is none of our business then. A process has its one channel.
 */
export function lineToMember(port: BudgetPort, events: MemberEvents): (why: string) => void {
  return isProcess(port) ? processLine(port, events) : threadLine(port, events)
}

function processLine(port: Parameters<typeof processWire>[0], events: MemberEvents): (why: string) => void {
  // What it holds is free when it has ended, not yet when it can no longer be talked to.
  const wire = processWire(port, 'exit', { message: events.message, gone: () => events.gone() })
  if (hasExited(port)) events.gone()
  else wire.post({ kind: 'share' })
  return why => {
    wire.post({ kind: 'end', text: why })
    wire.close()
  }
}

function threadLine(port: ThreadPort, events: MemberEvents): (why: string) => void {
  const wires: Wire[] = []
  const unwatch = new AbortController()
  // Here too its heap is gone when it has exited, which is told soon after its channel closed.
  const tellsExit = isWorkerOfNode(port)
  const closed = tellsExit ? () => {} : events.gone
  const forgets = [
    keepUnheld(port, () =>
      hear(port, 'message', data => {
        const offer = unpackOffer(data)
        if (!offer) return
        const wire = portWire(offer.port, { message: events.message, gone: closed })
        wires.push(wire)
        wire.post({ kind: 'share' })
        if (offer.lock !== undefined) awaitLock(offer.lock, unwatch.signal, () => events.gone(wire))
      }),
    ),
    hear(port, tellsExit ? 'exit' : 'close', () => events.gone()),
    hearFailure(port, () => events.gone()),
  ]
  if (hasExited(port)) events.gone()
  return why => {
    unwatch.abort()
    for (const forget of forgets) forget()
    for (const wire of wires) {
      wire.post({ kind: 'end', text: why })
      wire.close()
    }
  }
}
