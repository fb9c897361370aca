// Journeys use the packages of the web client; each file has a server and a browser of its own.
import { createRequire } from 'node:module'

const packages = createRequire(new URL('../../web/package.json', import.meta.url))

export default {
  resolve: {
    alias: {
      'playwright-core': packages.resolve('playwright-core/index.mjs'),
      '@axe-core/playwright': packages.resolve('@axe-core/playwright'),
    },
  },
  test: {
    include: ['*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    sequence: { concurrent: false },
  },
}
