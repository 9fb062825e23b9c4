// Tries every package in every environment, and answers what became of it.
import { join } from 'node:path'
import { makeProject, packAll } from './project.mjs'
import { stepsOf } from './steps.mjs'
import { Unavailable } from './toolbox.mjs'

/**
 * @param {readonly import('./packages.mjs').Package[]} all the packages that tarballs are made of
 * @param {object} options
 * @param {readonly import('./environments.mjs').Environment[]} options.environments
 * @param {string} options.programs the folder of programs
 * @param {string} options.room an empty folder
 * @param {(pack: import('./packages.mjs').Package) => boolean} [options.wanted] which of `all` are tried
 * @param {(result: import('./table.mjs').Result) => void} [options.onResult]
 * @returns {Promise<import('./table.mjs').Result[]>}
 */
export async function tryAll(all, { environments, programs, room, wanted = () => true, onResult = () => {} }) {
  const results = []
  const report = (pack, environment, outcome, why) => {
    const result = { pack: pack.title, environment, outcome, why }
    results.push(result)
    onResult(result)
  }
  const tried = all.filter(wanted)
  const needed = new Set(tried.flatMap(({ needs }) => needs))
  const tarballs = await packAll(
    all.filter(({ name }) => needed.has(name)),
    room,
  )
  const trials = []
  for (const pack of tried) {
    const folder = join(room, `project-${pack.title}`)
    try {
      const steps = await stepsOf(pack, programs)
      await makeProject(folder, pack, tarballs, programs)
      trials.push({ pack, folder, steps })
    } catch (error) {
      for (const { name } of environments) report(pack, name, 'failed', error.message)
    }
  }
  for (const { name, open } of environments) {
    let opened
    try {
      opened = await open()
    } catch (error) {
      const outcome = error instanceof Unavailable ? 'skipped' : 'failed'
      for (const { pack } of trials) report(pack, name, outcome, error.message)
      continue
    }
    for (const trial of trials) {
      try {
        const step = await opened.run(trial)
        report(trial.pack, name, step ? 'step' : 'ok', step)
      } catch (error) {
        report(trial.pack, name, 'failed', error.message)
      }
    }
    await opened.close?.()
  }
  return results
}
