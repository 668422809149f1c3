import { expect } from 'vitest';

// A world that shows a mutant is enough; making it small would take many times as long.
if (/judge-(?:oracle|properties)\.test/.test(expect.getState().testPath ?? '')) {
  const { default: fc } = await import('fast-check');
  fc.configureGlobal({ endOnFailure: true });
}
