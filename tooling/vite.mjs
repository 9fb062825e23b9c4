import { defaultClientConditions, defineConfig } from 'vite'
import { isolationHeaders } from './isolation.mjs'

/**
 * The build of an app's page: from the packages' sources, below any path.
 *
 * @param {import('vite').UserConfig} [own] what the app adds
 */
export function app(own = {}) {
  return defineConfig({
    base: './',
    resolve: { conditions: ['@plimsoll/source', ...defaultClientConditions] },
    server: { host: '127.0.0.1', headers: isolationHeaders },
    preview: { host: '127.0.0.1', headers: isolationHeaders },
    worker: { format: 'es' },
    ...own,
    build: { target: 'es2022', ...own.build },
  })
}
