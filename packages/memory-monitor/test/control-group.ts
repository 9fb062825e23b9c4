import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = '/sys/fs/cgroup'
const kinds = [
  { folder: join(root, 'memory'), limit: 'memory.limit_in_bytes' },
  { folder: root, limit: 'memory.max' },
]

/** Makes a control group with a limit, as a container has one; `undefined` where this process may not. */
export function makeControlGroup(limitBytes: number): { readonly procs: string; remove(): void } | undefined {
  for (const { folder, limit } of kinds) {
    const group = join(folder, `plimsoll-test-${process.pid}`)
    try {
      mkdirSync(group)
    } catch {
      continue
    }
    try {
      writeFileSync(join(group, limit), String(limitBytes))
      return { procs: join(group, 'cgroup.procs'), remove: () => rmdirSync(group) }
    } catch {
      rmdirSync(group)
    }
  }
  return undefined
}
