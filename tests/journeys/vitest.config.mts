// Journeys use the packages of the web client; each file has a server and a browser of its own.
import { resolve } from 'node:path'

const packages = resolve(import.meta.dirname, '../../web/node_modules')

export default {
  resolve: {
    alias: {
      'playwright-core': `${packages}/playwright-core/index.mjs`,
      '@axe-core/playwright': `${packages}/@axe-core/playwright/dist/index.mjs`,
      'libsodium-wrappers-sumo': `${packages}/libsodium-wrappers-sumo/dist/modules-sumo/libsodium-wrappers.js`,
      'smtp-server': `${packages}/smtp-server/dist/esm/smtp-server.js`,
    },
  },
  test: {
    include: ['*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    sequence: { concurrent: false },
  },
}
