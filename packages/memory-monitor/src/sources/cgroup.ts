import type * as fs from 'node:fs'
import { builtin } from './builtin.js'

/** Where a container's files lie. */
export interface CgroupRoots {
  /** The folder of mounted control groups. */
  readonly mount: string
  /** The file that says in which groups this process is. */
  readonly membership: string
}

/** The memory of the control group that binds this process. */
export interface Cgroup {
  /** 1 or 2. */
  readonly version: 1 | 2
  /** The least limit on the way up to the root, in bytes. */
  readonly limitBytes: number
  /** The group that has it: a folder. */
  readonly folder: string
}

const linux: CgroupRoots = { mount: '/sys/fs/cgroup', membership: '/proc/self/cgroup' }
const names = { 1: 'memory.limit_in_bytes', 2: 'memory.max' } as const

/**
 * Finds the memory limit that binds this process: in its own group and all above it, version 1 or 2.
 *
 * In a container the groups' root is its own, and the path that the process is told may be the host's: what is not
 * there is looked for further up.
 *
 * @returns `undefined` where no group has a limit
 */
export function readCgroup({ mount, membership }: CgroupRoots = linux): Cgroup | undefined {
  const files = builtin<typeof fs>('node:fs')
  if (!files) return undefined
  let found: Cgroup | undefined
  for (const line of (read(files, membership) ?? '').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    if (controllers === undefined || path === undefined) continue
    const version = controllers === '' ? 2 : 1
    if (version === 1 && !controllers.split(',').includes('memory')) continue
    for (const folder of wayUp(version === 1 ? `${mount}/memory` : mount, path)) {
      const limitBytes = limitIn(read(files, `${folder}/${names[version]}`))
      if (limitBytes < (found?.limitBytes ?? Number.POSITIVE_INFINITY)) found = { version, limitBytes, folder }
    }
  }
  return found
}

/** The folder of a group and those above it, down to the mount. */
function wayUp(mount: string, path: string): string[] {
  const parts = path.split('/').filter(part => part !== '' && part !== '..')
  return [...parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`), ''].map(end => mount + end)
}

// Version 2 says "max", version 1 a number near 2 ** 63, where there is none.
function limitIn(text: string | undefined): number {
  const bytes = Number.parseInt(text ?? '', 10)
  return bytes > 0 && bytes < 2 ** 60 ? bytes : Number.POSITIVE_INFINITY
}

function read(files: typeof fs, path: string): string | undefined {
  try {
    return files.readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
