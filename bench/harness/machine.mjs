// What a figure was measured on: enough to judge it by, nothing that names the machine.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { browserPath } from '@plimsoll/tooling/browser'

/** @param {{ browser: boolean }} options whether the bench runs in Chromium too */
export function describeMachine({ browser }) {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()} ${process.arch}`,
    node: process.versions.node,
    ...(browser ? { chromium: chromiumVersion() } : {}),
  }
}

function chromiumVersion() {
  const said = execFileSync(browserPath(), ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return /\d+(?:\.\d+)+/.exec(said)?.[0] ?? said.trim()
}

/** The version of a package that `bench` depends on; of ours, the commit decides, so it is the workspace's version. */
export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
}
