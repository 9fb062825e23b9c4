// A command of which this process is no more than the door: it gets the signals, and its end is the end.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Runs a command to its end, and passes on the signals that would end this process meanwhile.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code; as a shell has it, 128 and the signal's number where a signal ended it
 * @throws where it cannot be started
 */
export function runChild(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options)
    // A terminal sends Ctrl-C to the command too, and it must not come twice; elsewhere it has to be passed on.
    const interrupt = () => process.stdin.isTTY || child.kill('SIGINT')
    const terminate = () => child.kill('SIGTERM')
    process.on('SIGINT', interrupt).on('SIGTERM', terminate)
    const end = () => process.off('SIGINT', interrupt).off('SIGTERM', terminate)
    child.on('error', error => {
      end()
      reject(error)
    })
    child.on('exit', (code, signal) => {
      end()
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}
