interface Host {
  readonly getBuiltinModule?: (id: string) => unknown
  readonly versions?: Readonly<Record<string, string | undefined>>
  readonly execArgv?: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** The `process` of Node, Deno and Bun; `undefined` in browsers. */
export const host = (): (Host & Partial<NodeJS.Process>) | undefined => {
  const { process } = globalThis as { process?: unknown }
  return typeof process === 'object' && process !== null ? (process as Host & Partial<NodeJS.Process>) : undefined
}

/** A module of Node without an import of it, which a browser's bundle would trip over; `undefined` elsewhere. */
export function builtin<Module>(id: string): Module | undefined {
  try {
    return host()?.getBuiltinModule?.(id) as Module | undefined
  } catch {
    // Edge runtimes have the function and refuse some modules.
    return undefined
  }
}
