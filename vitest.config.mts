import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const project = (name: string, test: object) => ({
  plugins: [vue()],
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,mjs}`],
    environment: 'node',
    pool: 'forks' as const,
    ...test,
  },
})

export default defineConfig({
  test: {
    projects: [
      // Shuffled, so that no unit test leans on the one before it; a failure prints the seed.
      project('unit', { testTimeout: 30_000, sequence: { shuffle: { tests: true, files: false } } }),
      project('integration', {
        ...{ testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2 },
        globalSetup: ['test/support/build-threads.ts'],
      }),
      project('e2e', {
        ...{ testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false },
        expect: { poll: { timeout: 10_000, interval: 20 } },
        globalSetup: ['test/e2e/driver/display.ts'],
      }),
    ],
  },
})
