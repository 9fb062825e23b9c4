/** A call on its way in: its number, the function's name, the arguments. */
export type Request = readonly [mark: typeof callMark, id: number, name: string, args: readonly unknown[]]

/** An answer on its way out. A last member says that the value was thrown. */
export type Reply = readonly [mark: typeof replyMark, id: number, value: unknown, thrown?: true]

/** Many calls of one function on their way in: the number of the first, the name, the arguments of each. */
export type Requests = readonly [
  mark: typeof callsMark,
  firstId: number,
  name: string,
  argsOfEach: readonly (readonly unknown[])[],
  /** Comes once, where memory can be shared: the worker writes down the number of each call that it begins. */
  begun: Int32Array | undefined,
]

/** Answers of calls that came in together, on their way out. */
export type Replies = readonly [
  mark: typeof repliesMark,
  ids: readonly number[],
  values: readonly unknown[],
  /** Which of the values were thrown, by their position; missing where none was. */
  thrown: readonly number[] | undefined,
  /** For how long they kept the worker busy. */
  ms: number,
]

/**
 * What a worker says once, when its functions can be called. `lock` is held for as long as it lives; `address` is where its
 * module lies.
 */
export type Ready = readonly [mark: typeof readyMark, lock: string | undefined, address?: string | undefined]

/** What a worker says when a call came in that it could not read. */
export type Unreadable = readonly [mark: typeof unreadableMark]

// First in each message, so that what the module or its user sends beside them is not taken for ours.
export const callMark = 'plimsoll:call'
export const callsMark = 'plimsoll:calls'
export const replyMark = 'plimsoll:reply'
export const repliesMark = 'plimsoll:replies'
export const readyMark = 'plimsoll:ready'
export const unreadableMark = 'plimsoll:unreadable'

/** Whether a message that came in is a call, or many. */
export function isRequest(data: unknown): data is Request | Requests {
  return Array.isArray(data) && (data[0] === callMark || data[0] === callsMark)
}

/** Whether a message that came out is one of ours. Arrays, since they are cloned faster than objects. */
export function isFromWorker(data: unknown): data is Reply | Replies | Ready | Unreadable {
  return Array.isArray(data) && outbound.has(data[0])
}

const outbound = new Set<unknown>([replyMark, repliesMark, readyMark, unreadableMark])
