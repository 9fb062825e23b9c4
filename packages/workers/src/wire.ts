/** A call on its way in: its number, the function's name, the arguments. */
export type Request = readonly [id: number, name: string, args: readonly unknown[]]

/** An answer on its way out. A third member says that the second one was thrown. */
export type Reply = readonly [id: number, value: unknown, thrown?: true]

/** What a worker says once, when its functions can be called. `lock` is held for as long as it lives. */
export type Ready = readonly [id: typeof readyMark, lock: string | undefined]

/** What a worker says when a call came in that it could not read. */
export type Unreadable = readonly [id: typeof unreadableMark]

/** In place of a number, so that no call can be taken for it. */
export const readyMark = 'plimsoll:ready'
/** In place of a number, so that no call can be taken for it. */
export const unreadableMark = 'plimsoll:unreadable'

/** Arrays, since they are cloned faster than objects; whatever else the module sends is not for us. */
export function isWire(data: unknown): data is Reply | Ready | Unreadable {
  return Array.isArray(data) && data.length > 0
}
