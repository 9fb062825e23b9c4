// One side of one program: each round is a process from its start to its end, or its death.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inputs } from './inputs.mjs'
import { nodeOf, versionOf } from './nodes.mjs'
import { run } from './run.mjs'

const plenty = 4096

/** @param {{ program: string, major: number, side: 'budget' | 'hand' | 'none' | 'unbounded', bursts: number, lineMiB?: number }} options */
export function start({ program, major, side, bursts, heapMiB, lineMiB, expected }) {
  const folder = mkdtempSync(join(tmpdir(), 'survival-'))
  const file = join(folder, program)
  inputs[program](file)
  const node = nodeOf(major)
  const version = versionOf(node)
  const unbounded = side === 'unbounded'
  return {
    async round() {
      const { work, ...ended } = await run({
        node,
        program,
        side,
        heapMiB: unbounded ? plenty : heapMiB,
        killAboveMiB: unbounded ? undefined : lineMiB,
        args: [file, String(bursts)],
      })
      const { outcome, seconds, why } = ended
      const details = { ...ended, node: version, ...work }
      if (unbounded && outcome === 'died') throw new Error(`had too little room: ${why}`)
      if (outcome === 'lived' && (work.done !== expected.done || work.sum !== expected.sum))
        throw new Error(`did ${JSON.stringify(work)} of ${JSON.stringify(expected)}`)
      return { value: seconds, details, ...(outcome === 'died' ? { atLeast: true, note: `died: ${why}` } : {}) }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
