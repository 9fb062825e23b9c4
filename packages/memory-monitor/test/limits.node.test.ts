import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { getHeapStatistics } from 'node:v8'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { memoryLimits } from '../src/index.js'
import { readCgroup } from '../src/sources/cgroup.js'
import { containerReader } from '../src/sources/container.js'
import { generationLimits } from '../src/sources/generations.js'
import { rssReader } from '../src/sources/proc.js'

const mib = 2 ** 20
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder of files that read as the system's do. */
function tree(files: Record<string, string>): { mount: string; membership: string } {
  const folder = mkdtempSync(join(tmpdir(), 'limits-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return { mount: join(folder, 'cgroup'), membership: join(folder, 'self') }
}

describe('generationLimits', () => {
  // As Node says it: heap_size_limit, and what the old generation is, by flags, workers' limits and memory, in MiB.
  const seen: [string, number, object, number][] = [
    ['Node 20 and 22, --max-old-space-size=256', 304, { flags: ['--max-old-space-size=256'] }, 256],
    ['Node 24, --max-old-space-size=256', 448, { flags: ['--max-old-space-size=256'] }, 256],
    ['Node 26, --max_old_space_size=256', 352, { flags: ['--max_old_space_size=256'] }, 256],
    ['the last of two flags', 304, { flags: ['--max-old-space-size=512', '--max-old-space-size=256'] }, 256],
    ['Node 20, a large machine', 4144, { memories: [24105 * mib] }, 4096],
    ['Node 24, a large machine', 4288, { memories: [24105 * mib] }, 4096],
    ['Node 26, a large machine', 4192, { memories: [24105 * mib] }, 4096],
    ['Node 22, --max-semi-space-size=8', 4120, { flags: ['--max-semi-space-size=8'] }, 4096],
    ['Node 20, a container of 512 MiB', 259, { memories: [512 * mib] }, 256],
    ['Node 26, a container of 512 MiB', 268, { memories: [512 * mib] }, 256],
    ['Node 20, a container of 768 MiB', 396, { memories: [768 * mib] }, 384],
    ['Node 24, a container of 768 MiB', 432, { memories: [768 * mib] }, 384],
    ['Node 26, a container of 768 MiB', 408, { memories: [768 * mib] }, 384],
    ['Node 24, a container of 3 GiB', 1728, { memories: [3072 * mib] }, 1536],
    ['a worker of Node 24 with 64 MiB', 256, { resourceLimits: limits(64, 192) }, 64],
    ['a worker of Node 26 with 64 and 8 MiB', 76, { resourceLimits: limits(64, 8) }, 64],
    [
      'a worker whose process has a flag, which wins',
      304,
      { flags: ['--max-old-space-size=256'], resourceLimits: limits(64, 48) },
      256,
    ],
    [
      'the same, with a young space of its own',
      268,
      { flags: ['--max-old-space-size=256'], resourceLimits: limits(64, 8) },
      256,
    ],
    ['the same, where the worker cannot see the flag', 304, { resourceLimits: limits(64, 48) }, 256],
    ['a flag that a second isolate does not obey', 4144, { flags: ['--max-old-space-size=256'] }, 4096],
    ['Node 26, --max-heap-size=256', 256, { flags: ['--max-heap-size=256'] }, 232],
    ['nothing known', 700, {}, 652],
    ['nothing known, where 256 and 384 would add up too', 640, {}, 592],
  ]
  it.each(seen)('%s', (_, limit, hints, old) => {
    expect(generationLimits({ limit: limit * mib, ...hints }).oldBytes / mib).toBe(old)
  })

  it.each([
    ['Node 20 and 22', 304, 16],
    ['Node 24', 448, 64],
    ['Node 26', 352, 32],
  ])('answers the semi-space of %s', (_, limit, semi) => {
    const hints = { limit: limit * mib, flags: ['--max-old-space-size=256'] }
    expect(generationLimits(hints).semiSpaceBytes / mib).toBe(semi)
  })

  it('is never above the limit, and never less than three quarters of it where nothing is said', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8 * mib, max: 2 ** 36 }), limit => {
        const { oldBytes: old } = generationLimits({ limit })
        expect(old).toBeLessThanOrEqual(limit)
        expect(old).toBeGreaterThanOrEqual(limit * 0.75)
      }),
      { examples: [[670_826_497]] },
    )
  })
})

describe('memoryLimits', () => {
  it('answers where V8 ends this process, below what heap_size_limit says', () => {
    const { heapBytes } = memoryLimits()
    expect(heapBytes).toBeLessThan(getHeapStatistics().heap_size_limit)
    expect(heapBytes).toBeGreaterThan(getHeapStatistics().heap_size_limit / 2)
  })

  it('answers the room that V8 wants below, a third of what it reserves for the young generation', () => {
    const { heapBytes = 0, heapHeadroomBytes } = memoryLimits()
    expect(heapHeadroomBytes).toBe((getHeapStatistics().heap_size_limit - heapBytes) / 3)
  })

  it('takes a line of your own', () => {
    expect(memoryLimits({ limit: '1GiB' }).ownBytes).toBe(2 ** 30)
    expect(memoryLimits().ownBytes).toBeUndefined()
  })

  it('refuses what it does not know', () => {
    expect(() => memoryLimits({ max: 5 } as never)).toThrow('memoryLimits has no option "max"; it has limit')
    expect(() => memoryLimits(null as never)).toThrow('the options of memoryLimits are null; give an object')
    expect(() => memoryLimits({ limit: 0 })).toThrow('limit is 0; give at least 1 byte')
  })

  it('tells a container only where it binds', () => {
    const { containerBytes } = memoryLimits()
    if (containerBytes !== undefined) expect(containerBytes).toBeLessThan(totalmem())
  })
})

describe('readCgroup', () => {
  it('reads version 2, with the least limit on the way up', () => {
    const roots = tree({
      self: '0::/service/worker\n',
      'cgroup/service/worker/memory.max': 'max\n',
      'cgroup/service/memory.max': '536870912\n',
      'cgroup/memory.max': '1073741824\n',
    })
    expect(readCgroup(roots)).toEqual({ version: 2, limitBytes: 536870912, folder: `${roots.mount}/service` })
  })

  it('reads version 1', () => {
    const roots = tree({
      self: '5:cpu,cpuacct:/a\n4:memory:/a\n0::/\n',
      'cgroup/memory/a/memory.limit_in_bytes': '268435456\n',
      'cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    })
    expect(readCgroup(roots)).toEqual({ version: 1, limitBytes: 268435456, folder: `${roots.mount}/memory/a` })
  })

  it('finds the limit at the root in a container that is told the path of its host', () => {
    const roots = tree({ self: '0::/../docker/abc\n', 'cgroup/memory.max': '134217728\n' })
    expect(readCgroup(roots)).toEqual({ version: 2, limitBytes: 134217728, folder: roots.mount })
  })

  it('knows none where there is no limit, or no such files', () => {
    expect(readCgroup(tree({ self: '0::/\n', 'cgroup/memory.max': 'max\n' }))).toBeUndefined()
    expect(readCgroup({ mount: '/nowhere', membership: '/nowhere/self' })).toBeUndefined()
  })
})

describe('containerReader', () => {
  const group = (version: 1 | 2, files: Record<string, string>) => {
    const { mount } = tree(Object.fromEntries(Object.entries(files).map(([name, text]) => [`cgroup/${name}`, text])))
    return { version, limitBytes: 1000, folder: mount } as const
  }

  it('counts the page cache that would be dropped for nothing', () => {
    const reader = containerReader(
      group(2, { 'memory.current': '900\n', 'memory.stat': 'anon 400\nactive_file 50\ninactive_file 450\nslab 1\n' }),
    )
    expect(reader.read()).toBe(450)
    reader.close()
    expect(reader.read()).toBe(450)
    reader.close()
  })

  it('reads version 1', () => {
    const stat = 'cache 5\ninactive_file 7\ntotal_inactive_file 300\n'
    const reader = containerReader(group(1, { 'memory.usage_in_bytes': '800\n', 'memory.stat': stat }))
    expect(reader.read()).toBe(500)
    reader.close()
  })

  it('knows nothing where there is no limit, or the files have gone', () => {
    expect(containerReader(undefined).read()).toBeUndefined()
    expect(containerReader(group(2, {})).read()).toBeUndefined()
  })
})

describe('rssReader', () => {
  it('answers what Node answers', () => {
    const reader = rssReader()
    const rss = process.memoryUsage.rss()
    expect(Math.abs((reader.read() ?? 0) - rss) / rss).toBeLessThan(0.2)
    reader.close()
    expect(reader.read()).toBeGreaterThan(0)
    reader.close()
  })

  it('asks Node where there is no such file', () => {
    expect(rssReader('/nowhere/statm').read()).toBeGreaterThan(1e6)
  })
})

describe('a process of its own', () => {
  it('is told of the flag by NODE_OPTIONS too', () => {
    const program = 'console.log(require("v8").getHeapStatistics().heap_size_limit)'
    const env = { ...process.env, NODE_OPTIONS: '--max-old-space-size=200' }
    const limit = Number(execFileSync(process.execPath, ['-e', program], { env, encoding: 'utf8' }))
    expect(generationLimits({ limit, flags: env.NODE_OPTIONS.split(' ') }).oldBytes).toBe(200 * mib)
  })
})

function limits(maxOldGenerationSizeMb: number, maxYoungGenerationSizeMb: number) {
  return { maxOldGenerationSizeMb, maxYoungGenerationSizeMb }
}
