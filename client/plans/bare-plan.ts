import type { Plan } from '../../server/wire/shapes.ts';

const NOTHING = { zh: '', en: '' };

/** A plan with every list empty, in one edition that has always held: what tests fill with what they speak of. */
export const barePlan = (id: string): Plan => ({
  id,
  title: NOTHING,
  short: NOTHING,
  editions: [{ id: '1', from: '2000-01-01', issued: '2000-01-01', number: '', publisher: NOTHING }],
  scale: 'outage',
  area: 'county',
  roles: [],
  units: [],
  levels: [],
  forms: [],
  rules: [],
  declarations: [],
  steps: [],
  reporting: [],
  measures: [],
  recommendation: { kind: 'response', clause: '', recovery: null, confirm: [] },
  escalation: null,
  clauses: [],
});
