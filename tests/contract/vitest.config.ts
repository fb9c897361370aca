// The contract test uses the packages of the web client and the journeys' server.
import { createRequire } from 'node:module'

const packages = createRequire(new URL('../../web/package.json', import.meta.url))

export default {
  resolve: { alias: { 'ajv/dist/2020': packages.resolve('ajv/dist/2020'), 'ajv-formats': packages.resolve('ajv-formats') } },
  test: { include: ['*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
}
