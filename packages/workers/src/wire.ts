/** A call on its way in: its number, the function's name, the arguments. */
export type Request = readonly [mark: typeof callMark, id: number, name: string, args: readonly unknown[]]

/** An answer on its way out. A last member says that the value was thrown. */
export type Reply = readonly [mark: typeof replyMark, id: number, value: unknown, thrown?: true]

/** What a worker says once, when its functions can be called. `lock` is held for as long as it lives. */
export type Ready = readonly [mark: typeof readyMark, lock: string | undefined]

/** What a worker says when a call came in that it could not read. */
export type Unreadable = readonly [mark: typeof unreadableMark]

// First in each message, so that what the module or its user sends beside them is not taken for ours.
export const callMark = 'plimsoll:call'
export const replyMark = 'plimsoll:reply'
export const readyMark = 'plimsoll:ready'
export const unreadableMark = 'plimsoll:unreadable'

/** Whether a message that came in is a call. */
export function isRequest(data: unknown): data is Request {
  return Array.isArray(data) && data[0] === callMark
}

/** Whether a message that came out is one of ours. Arrays, since they are cloned faster than objects. */
export function isFromWorker(data: unknown): data is Reply | Ready | Unreadable {
  return Array.isArray(data) && (data[0] === replyMark || data[0] === readyMark || data[0] === unreadableMark)
}
