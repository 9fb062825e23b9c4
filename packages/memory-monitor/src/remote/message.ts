import type { MemoryUsage } from '@plimsoll/bytes'

/** Gives bytes back: unasked where `request` is 0; the last for a request where `done`. Beside them, what is held. */
export interface Give extends MemoryUsage {
  readonly kind: 'give'
  readonly request: number
  readonly bytes: number
  readonly done: boolean
}

/** What the two ends of a shared budget say to each other. Bytes are whole and counted once: by the one who sends them last. */
export type Message =
  // From the one who joins.
  /** Takes part in what was shared; answers `share`. */
  | { readonly kind: 'join' }
  /** Asks for bytes and, out of what nobody else needs, for more ahead. Each is answered by one `grant` or `refuse`. */
  | {
      readonly kind: 'want'
      readonly id: number
      readonly bytes: number
      readonly ahead: number
      readonly waits: boolean
    }
  /** No longer waits for what it wanted. The answer comes all the same, of nothing perhaps. */
  | { readonly kind: 'cancel'; readonly id: number }
  | Give
  /** Of what is held, so much by those that wait themselves. */
  | { readonly kind: 'stuck'; readonly bytes: number }
  /** Holds nothing any more, and is gone. */
  | { readonly kind: 'leave' }
  // From the one who shares.
  /** A budget is shared here. */
  | { readonly kind: 'share' }
  /** Bytes of the budget that are the other's now. */
  | { readonly kind: 'grant'; readonly id: number; readonly bytes: number }
  /** What was wanted and waited for will never be granted. */
  | { readonly kind: 'refuse'; readonly id: number; readonly code: string; readonly text: string }
  /** Asks for bytes back. */
  | { readonly kind: 'reclaim'; readonly id: number; readonly bytes: number; readonly urgent: boolean }
  /** The budget is no longer shared. */
  | { readonly kind: 'end'; readonly text: string }

/** A message on its way. Of plain data, for a process's channel may be JSON. */
export type Packed = readonly [mark: typeof mark, version: typeof version, message: Message]

/** The end of a channel of its own, sent through a port that others use too. `lock` is held as long as the sender lives. */
export type Offer = readonly [mark: typeof offerMark, version: typeof version, lock: string | null, port: unknown]

// First in each message, so that what others send over the same port is not taken for ours, nor ours for theirs.
const mark = 'plimsoll:budget'
const offerMark = 'plimsoll:budget-offer'
const version = 1

/** Makes a message ready to be sent. */
export function pack(message: Message): Packed {
  return [mark, version, message]
}

/** Makes an offer ready to be sent. */
export function packOffer(lock: string | undefined, port: unknown): Offer {
  return [offerMark, version, lock ?? null, port]
}

/**
 * Reads a message; `undefined` for what is not ours and for what is misshapen, which is dropped rather than believed.
 * One of another version reads as the end: whoever speaks it would wait for ever.
 */
export function unpack(data: unknown): Message | undefined {
  if (!Array.isArray(data) || data[0] !== mark || typeof data[1] !== 'number') return undefined
  const message: unknown = data[2]
  if (data[1] !== version)
    return { kind: 'end', text: `the other side speaks version ${String(data[1])} of this, and this side ${version}` }
  if (!isRecord(message) || typeof message.kind !== 'string' || !Object.hasOwn(shapes, message.kind)) return undefined
  for (const [field, isValid] of Object.entries(shapes[message.kind as Message['kind']]))
    if (!isValid(message[field])) return undefined
  return message.kind === 'give' ? readGive(message) : (message as Message)
}

/** The whole bytes nearest above what somebody said, 0 where that is no number. */
export function wholeBytes(said: unknown): number {
  return typeof said === 'number' && said > 0 ? Math.min(Math.ceil(said), Number.MAX_SAFE_INTEGER) : 0
}

/** What somebody said to hold, in whole numbers. */
export function wholeUsage(said: Partial<Record<keyof MemoryUsage, unknown>> = {}): MemoryUsage {
  const { heapBytes, externalBytes, entries } = said
  return { heapBytes: wholeBytes(heapBytes), externalBytes: wholeBytes(externalBytes), entries: wholeBytes(entries) }
}

/** Bytes that were given are not had by anybody else any more: none may be lost for what is said beside them. */
function readGive(message: Record<string, unknown>): Give {
  return {
    kind: 'give',
    request: wholeBytes(message.request),
    bytes: message.bytes as number,
    done: message.done === true,
    ...wholeUsage(message),
  }
}

/** Reads an offer. */
export function unpackOffer(data: unknown): { lock: string | undefined; port: unknown } | undefined {
  if (!Array.isArray(data) || data[0] !== offerMark || data[1] !== version) return undefined
  const [, , lock, port] = data as unknown[]
  if (typeof port !== 'object' || port === null) return undefined
  return { lock: typeof lock === 'string' ? lock : undefined, port }
}

const bytes = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
const text = (value: unknown) => typeof value === 'string'
const flag = (value: unknown) => typeof value === 'boolean'

const shapes: { readonly [Kind in Message['kind']]: Record<string, (value: unknown) => boolean> } = {
  join: {},
  want: { id: bytes, bytes, ahead: bytes, waits: flag },
  cancel: { id: bytes },
  give: { bytes },
  stuck: { bytes },
  leave: {},
  share: {},
  grant: { id: bytes, bytes },
  refuse: { id: bytes, code: text, text },
  reclaim: { id: bytes, bytes, urgent: flag },
  end: { text },
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
