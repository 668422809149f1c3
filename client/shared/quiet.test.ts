import { describe, expect, it } from 'vitest';
import { quietOf } from './quiet.ts';

const AT = '2026-01-01T00:00:00Z';
const judged = { indeterminate: false, at: AT };
const lost = { indeterminate: true, at: AT };
const never = { indeterminate: true, at: null };
const unreported = { indeterminate: false, at: null };

describe('that there is no alarm', () => {
  it('says nothing before the first reading', () => {
    expect(quietOf([never, unreported, never], false)).toEqual({ kind: 'never' });
  });
  it('says little where a rule cannot be judged, whether its data were there once or never', () => {
    expect(quietOf([lost, judged, never, unreported], true)).toEqual({ kind: 'blind', count: 2, total: 3 });
    expect(quietOf([never], true)).toEqual({ kind: 'blind', count: 1, total: 1 });
  });
  it('means calm where each rule has what it looks at', () => {
    expect(quietOf([judged, judged, unreported], true)).toEqual({ kind: 'calm', total: 2 });
  });
  it('needs no reading where there are only rules on what people report', () => {
    expect(quietOf([unreported], false)).toEqual({ kind: 'calm', total: 0 });
  });
});
