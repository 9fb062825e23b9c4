import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { browserPath } from './browser.mjs'
import { isolationHeaders } from './isolation.mjs'

const source = '@plimsoll/source'

/**
 * Tests of a package: `*.test.ts` in Node and Chromium, `*.node.test.ts` and `*.browser.test.ts` in one of them,
 * `*.dist.test.ts` in Node against the build (workers of Node start from built files alone).
 *
 * @param {{ browser?: boolean, timeoutMs?: number, bundled?: string[] }} [options] `browser`: run in Chromium too; `bundled`:
 *   what is imported when it is needed, which Vite would otherwise bundle, and reload the page, in the middle of a test
 */
export function tests({ browser = false, timeoutMs = 20_000, bundled = [] } = {}) {
  const limits = { testTimeout: timeoutMs, hookTimeout: timeoutMs }
  const node = {
    ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
    test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/**/*.{browser,dist}.test.ts'], ...limits },
  }
  const dist = { test: { name: 'dist', include: ['test/**/*.dist.test.ts'], ...limits } }
  const chromium = () => ({
    resolve: { conditions: [source, ...defaultClientConditions] },
    optimizeDeps: { include: bundled },
    server: { headers: isolationHeaders },
    test: {
      name: 'chromium',
      include: ['test/**/*.test.ts'],
      exclude: ['test/**/*.{node,dist}.test.ts'],
      ...limits,
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
      projects: browser ? [node, dist, chromium()] : [node, dist],
      coverage: { provider: 'v8', include: ['src/**'], reporter: ['text', 'json-summary'] },
    },
  })
}
