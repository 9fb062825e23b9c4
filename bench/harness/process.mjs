// A candidate in a process of its own: what one leaves on the heap or in the JIT is no other's burden.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const child = fileURLToPath(new URL('child.mjs', import.meta.url))

/**
 * Starts a candidate's process and waits until it is warm.
 *
 * @param {{ name: string, module: URL, start: string, nodeArguments?: string[] }} candidate
 * @param {{ quick: boolean }} options handed to the candidate's `start`
 */
export async function startProcess({ name, module, start, nodeArguments = [] }, options) {
  const process_ = fork(child, [module.href, start, JSON.stringify(options)], {
    execArgv: nodeArguments,
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  let errors = ''
  process_.stderr.setEncoding('utf8').on('data', text => {
    errors = (errors + text).slice(-4000)
  })
  const ended = new Promise(resolve => process_.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`)))

  const answer = () => {
    const said = new Promise((resolve, reject) => {
      process_.once('message', ({ error, ...rest }) => (error ? reject(new Error(error)) : resolve(rest)))
    })
    const died = ended.then(how => {
      throw new Error(`the process of "${name}" ended: ${how}${errors && `\n${errors}`}`)
    })
    return Promise.race([said, died])
  }

  const close = async () => {
    if (process_.connected) process_.send('close')
    const timer = setTimeout(() => process_.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(timer)
  }
  try {
    await answer()
  } catch (error) {
    process_.kill('SIGKILL')
    throw error
  }
  return {
    round() {
      process_.send('round')
      return answer()
    },
    close,
  }
}
