import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { browserPath } from './browser.mjs'
import { isolationHeaders } from './isolation.mjs'

const source = '@plimsoll/source'

// Where real browsers, processes and disks take part, a machine that is busy elsewhere may fail a test once: on CI it goes
// again, and the report says so. What one process does by itself has one go.
const retry = process.env.CI ? 1 : 0

/**
 * How long a test may take, and a wait in it. Nobody waits that long for what comes: it is for a machine with few cores on
 * which the tests of other packages run beside.
 */
export const limitsOf = (timeoutMs = 60_000) => ({
  testTimeout: timeoutMs,
  hookTimeout: timeoutMs,
  expect: { poll: { timeout: 30_000 } },
})

/**
 * Tests of a package: `*.test.ts` in Node and Chromium, `*.node.test.ts` and `*.browser.test.ts` in one of them,
 * `*.dist.test.ts` in Node against the build (workers of Node start from built files alone), `*.e2e.test.ts` in Node with a
 * browser that it starts itself.
 *
 * @param {{ browser?: boolean, timeoutMs?: number, bundled?: string[] }} [options] `browser`: run in Chromium too; `bundled`:
 *   what is imported when it is needed, which Vite would otherwise bundle, and reload the page, in the middle of a test
 */
export function tests({ browser = false, timeoutMs = 60_000, bundled = [] } = {}) {
  const limits = limitsOf(timeoutMs)
  const node = {
    ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
    test: {
      name: 'node',
      include: ['test/**/*.test.ts'],
      exclude: ['test/**/*.{browser,dist,e2e}.test.ts'],
      ...limits,
    },
  }
  const dist = { test: { name: 'dist', include: ['test/**/*.dist.test.ts'], ...limits, retry } }
  const e2e = { ...node, test: { name: 'e2e', include: ['test/**/*.e2e.test.ts'], ...limits, retry } }
  const chromium = () => ({
    resolve: { conditions: [source, ...defaultClientConditions] },
    optimizeDeps: { include: bundled },
    server: { headers: isolationHeaders },
    test: {
      name: 'chromium',
      include: ['test/**/*.test.ts'],
      exclude: ['test/**/*.{node,dist,e2e}.test.ts'],
      ...limits,
      retry,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: browserPath(), args: ['--no-sandbox'] } }),
        instances: [{ browser: 'chromium' }],
      },
    },
  })
  return defineConfig({
    test: {
      passWithNoTests: false,
      projects: browser ? [node, dist, e2e, chromium()] : [node, dist, e2e],
      coverage: { provider: 'v8', include: ['src/**'], reporter: ['text', 'json-summary'] },
    },
  })
}
