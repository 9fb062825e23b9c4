// A container's limit, as the kernel keeps it: a control group of its own, where this process may make one.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = '/sys/fs/cgroup'
const v1 = {
  version: 'cgroup v1',
  folder: `${root}/memory`,
  limits: ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes'],
  kills: 'memory.oom_control',
  highest: 'memory.max_usage_in_bytes',
}
const v2 = {
  version: 'cgroup v2',
  folder: root,
  limits: ['memory.max', 'memory.swap.max'],
  kills: 'memory.events',
  highest: 'memory.peak',
}

/**
 * Makes a container with a limit; `undefined` where this process may not, or no kernel keeps one.
 *
 * @param {number} limitBytes
 */
export function makeContainer(limitBytes) {
  for (const kind of [v1, v2]) {
    const folder = join(kind.folder, `survival-${process.pid}`)
    try {
      mkdirSync(folder)
    } catch {
      continue
    }
    const file = name => join(folder, name)
    try {
      writeFileSync(file(kind.limits[0]), String(limitBytes))
    } catch {
      rmdirSync(folder)
      continue
    }
    // What may not be swapped out either, where there is swap at all.
    if (existsSync(file(kind.limits[1]))) writeFileSync(file(kind.limits[1]), kind === v2 ? '0' : String(limitBytes))
    return {
      version: kind.version,
      /** The command that runs another one inside. */
      command: (executable, args) => [
        'sh',
        ['-c', 'echo $$ > "$0" && exec "$@"', file('cgroup.procs'), executable, ...args],
      ],
      killed: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(file(kind.kills), 'utf8'))?.[1]) > 0,
      seen: () => ({
        limit: kind.version,
        ...(existsSync(file(kind.highest)) && {
          highestMiB: Number(readFileSync(file(kind.highest), 'utf8')) / 2 ** 20,
        }),
      }),
      stop: () => rmdirSync(folder),
    }
  }
  return undefined
}
