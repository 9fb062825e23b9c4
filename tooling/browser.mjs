// Where tests, benchmarks and jobs find Chromium: CHROME_PATH, an installed one, or the one inside an npm package.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const installed = {
  linux: ['/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/usr/bin/chromium', '/usr/bin/chromium-browser'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
}

/**
 * Answers the path of a Chromium. `PLIMSOLL_NPM_CHROME=1` takes the one from npm even where another is installed.
 *
 * @returns {string}
 * @throws when there is none, with what to do
 */
export function browserPath() {
  const named = process.env.CHROME_PATH
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROME_PATH names "${named}", where there is no file.`)
    return named
  }
  const found = process.env.PLIMSOLL_NPM_CHROME
    ? undefined
    : installed[process.platform]?.find(path => existsSync(path))
  if (found) return found
  if (process.platform === 'linux' && process.arch === 'x64') return unpacked()
  throw new Error(
    `No Chrome or Chromium was found on ${process.platform} ${process.arch}: install one, or name its path in CHROME_PATH.`,
  )
}

// The package unpacks straight into the temp folder and takes any file of that name for whole: two at once break each
// other, and an interrupted one breaks all later runs. So unpack beside, then rename: whoever is first wins.
function unpacked() {
  const { version } = JSON.parse(
    readFileSync(join(root, 'tooling/node_modules/@sparticuz/chromium/package.json'), 'utf8'),
  )
  const home = join(root, 'node_modules/.cache', `chromium-${version}`)
  const path = join(home, 'chromium')
  if (existsSync(path)) return path
  mkdirSync(dirname(home), { recursive: true })
  const fresh = mkdtempSync(`${home}-`)
  const unpack = "import chromium from '@sparticuz/chromium'; await chromium.executablePath()"
  execFileSync(process.execPath, ['--input-type=module', '-e', unpack], {
    cwd: join(root, 'tooling'),
    env: { ...process.env, TMPDIR: fresh },
  })
  try {
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(path)) throw error
  }
  return path
}
