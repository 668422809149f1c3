import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

// No result may depend on where the machine stands; a zone with half hours and clock changes shows what does.
process.env['TZ'] = 'America/St_Johns';

/** Tests that start an InfluxDB. */
const NEEDS_INFLUX = ['{server,test}/**/*.influx.test.ts'];

// eslint-disable-next-line import/no-default-export -- the form that vitest asks for
export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{server,client,simulators,thresholds,test}/**/*.test.{ts,tsx}'],
          exclude: [...NEEDS_INFLUX, 'test/integration/**', 'test/browser/**'],
          // None of them changes what another one imports, and loading it all anew took a third of the time.
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: NEEDS_INFLUX,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // What needs a running InfluxDB.
        extends: true,
        test: {
          name: 'influx',
          include: NEEDS_INFLUX,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // What needs Chromium and the built client.
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // Two browsers share the machine.
          testTimeout: 240_000,
          hookTimeout: 240_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
