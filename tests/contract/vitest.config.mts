// The contract test uses the packages of the web client and the journeys' server.
import { resolve } from 'node:path'

const packages = resolve(import.meta.dirname, '../../web/node_modules')

export default {
  resolve: {
    alias: {
      'ajv/dist/2020': `${packages}/ajv/dist/2020.js`,
      'ajv-formats': `${packages}/ajv-formats/dist/index.js`,
    },
  },
  test: { include: ['*.test.ts'], testTimeout: 120_000, hookTimeout: 180_000 },
}
