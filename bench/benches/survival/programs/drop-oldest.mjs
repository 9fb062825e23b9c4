/** What a program does that bounds its collection by hand. */
export function dropOldest(from, count) {
  let left = count
  for (const key of from.keys()) {
    if (left-- === 0) return
    from.delete(key)
  }
}
