import { holdLock } from './lifetime.js'
import { type Message, packOffer } from './message.js'
import { type BudgetPort, isProcess, type ProcessBudgetPort, type ThreadPort } from './port.js'
import { after, type Running } from './timers.js'
import { portWire, processWire, type Wire, type WireEvents } from './wire.js'

/** What the one who joins a budget hears. */
export interface OwnerEvents {
  /** There is a budget at the other end. */
  shared(): void
  /** Its owner said something. */
  message(message: Message): void
  /** There is nobody at the other end any more. */
  gone(): void
}

/** The line to a budget's owner. Until one answers, nothing is sent. */
export type OwnerLine = Wire

/**
 * Looks for a budget that is shared through a port, for as long as it takes.
 *
 * @param isScope - whether the port is a worker's own, at whose other end lies the page that started it
 */
export function lineToOwner(port: BudgetPort, isScope: boolean, events: OwnerEvents): OwnerLine {
  return isProcess(port) ? processLine(port, events) : threadLine(port, isScope, events)
}

/** Takes part where a budget is shared, once. */
function joining(events: OwnerEvents, taken: (wire: Wire) => void): WireEvents & { wire: Wire | undefined } {
  const state: WireEvents & { wire: Wire | undefined } = {
    wire: undefined,
    message: (message, wire) => {
      if (message.kind === 'end' || (message.kind !== 'share' && state.wire === wire)) events.message(message)
      if (message.kind !== 'share' || state.wire !== undefined) return
      state.wire = wire
      taken(wire)
      wire.post({ kind: 'join' })
      events.shared()
    },
    gone: wire => {
      // Of several offers all but one are left behind.
      if (state.wire === wire) events.gone()
    },
  }
  return state
}

function processLine(port: ProcessBudgetPort, events: OwnerEvents): OwnerLine {
  const state = joining(events, () => {})
  const wire = processWire(port, 'disconnect', { message: state.message, gone: () => events.gone() })
  // An owner that shared before this side listened has been heard by nobody.
  wire.post({ kind: 'join' })
  return wire
}

const firstWaitMs = 20

function threadLine(port: ThreadPort, isScope: boolean, events: OwnerEvents): OwnerLine {
  const offered = new Set<Wire>()
  let timer: Running | undefined
  let held = false
  let ended = false
  let release = () => {}
  const state = joining(events, wire => {
    timer?.stop()
    offered.delete(wire)
    for (const other of offered) other.close()
    offered.clear()
    wire.hold(held)
  })
  // Before `shareBudget` is called at the other end nobody listens there, and what comes is lost. So it is offered again,
  // each time after twice as long; none is taken back, since what was taken there shows only by its answer.
  const offer = (lock: string | undefined, waitMs: number) => {
    if (ended || state.wire) return
    const { port1, port2 } = new MessageChannel()
    offered.add(portWire(port1, state))
    port.postMessage(packOffer(lock, port2), [port2] as never[])
    // A port that takes no more leads to nobody.
    timer = after(waitMs, () => offer(lock, waitMs * 2), events.gone)
    timer.hold(held)
  }
  if (isScope)
    void holdLock().then(({ name, free }) => {
      release = free
      if (ended) free()
      else offer(name, firstWaitMs)
    })
  else offer(undefined, firstWaitMs)
  return {
    post: message => state.wire?.post(message),
    hold: alive => {
      held = alive
      timer?.hold(alive)
      state.wire?.hold(alive)
    },
    close: () => {
      ended = true
      timer?.stop()
      for (const wire of offered) wire.close()
      state.wire?.close()
      release()
    },
  }
}
