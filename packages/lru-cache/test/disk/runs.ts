/** How many runs a property has: the usual, or as many as `PLIMSOLL_RUNS` says in Node. */
export function runsOr(usual: number): number {
  const host = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process
  return Number(host?.env?.PLIMSOLL_RUNS ?? usual)
}
