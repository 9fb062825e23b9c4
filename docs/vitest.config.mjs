import { limitsOf } from '@plimsoll/tooling/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['test/**/*.test.mjs'], ...limitsOf(120_000), passWithNoTests: false } })
