import { type Act, type Call, isCallback, type Program, type Step } from './program.js'

/** Makes a program that fails smaller, as long as it fails: calls go, then options, then what callbacks do. */
export async function shrink(
  program: Program,
  fails: (smaller: Program) => Promise<boolean>,
  tries = 3000,
): Promise<Program> {
  let best = program
  let left = tries
  const attempt = async (candidate: Program): Promise<boolean> => {
    if (left-- <= 0 || !(await fails(candidate))) return false
    best = candidate
    return true
  }
  for (let before = ''; before !== JSON.stringify(best, replacer) && left > 0; ) {
    before = JSON.stringify(best, replacer)
    for (let size = best.steps.length; size >= 1; size = Math.floor(size / 2)) {
      for (let at = best.steps.length - size; at >= 0; at = Math.min(at, best.steps.length) - size) {
        await attempt({ ...best, steps: [...best.steps.slice(0, at), ...best.steps.slice(at + size)] })
      }
    }
    if (best.heard) await attempt({ ...best, heard: false })
    for (const smaller of options(best.options)) await attempt({ ...best, options: smaller(best.options) })
    for (let at = 0; at < best.steps.length; at++) {
      for (const smaller of stepsBelow(best.steps[at] as Step)) {
        await attempt({ ...best, steps: best.steps.map((step, n) => (n === at ? smaller : step)) })
      }
    }
  }
  return best
}

const replacer = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value === undefined ? '?' : value

type Options = Readonly<Record<string, unknown>>

function options(all: Options): ((now: Options) => Options)[] {
  // Without it lru-cache may forget to purge: another failure.
  const needed = 'ttlAutopurge' in all ? ['ttlResolution'] : []
  const names = Object.keys(all).filter(name => !needed.includes(name))
  return names.flatMap(name => [
    ({ [name]: _, ...rest }) => rest,
    now => {
      const value = now[name]
      return isCallback(value) ? { ...now, [name]: { acts: fewer(value.acts) } } : now
    },
  ])
}

const fewer = (acts: readonly Act[]): readonly Act[] => (acts.length > 1 ? acts.slice(0, -1) : acts)

function stepsBelow(step: Step): Step[] {
  const { call } = step
  const smaller: Step[] = []
  if (step.look) smaller.push({ ...step, look: false })
  if (step.ticks > 0) smaller.push({ ...step, ticks: 0 }, { ...step, ticks: step.ticks - 1 })
  if ('options' in call && call.options) {
    const { options: _, ...without } = call
    smaller.push({ ...step, call: without as Call })
    for (const name of Object.keys(call.options)) {
      const { [name]: __, ...rest } = call.options
      smaller.push({ ...step, call: { ...call, options: rest } })
    }
  }
  if ('acts' in call) smaller.push({ ...step, call: { ...call, acts: fewer(call.acts) } })
  if (call.op === 'fill' && call.count > 1)
    smaller.push({ ...step, call: { ...call, count: Math.floor(call.count / 2) } })
  return smaller
}
