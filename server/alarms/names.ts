import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { Text } from '../model/text.ts';

/** What the ids on record are called. An id that is known no more is its own name. */
export class Names {
  private readonly places: ReadonlyMap<string, Jurisdiction>;
  private readonly subjects: ReadonlyMap<string, Text>;
  private readonly plans: ReadonlyMap<string, Plan>;
  private readonly rules: ReadonlyMap<string, Text>;

  constructor(jurisdictions: readonly Jurisdiction[], plans: readonly Plan[]) {
    this.places = new Map(jurisdictions.map((each) => [each.id, each]));
    this.subjects = new Map(
      jurisdictions.flatMap(({ id, subjects }) =>
        subjects.map((subject): [string, Text] => [`${id} ${subject.id}`, subject.name]),
      ),
    );
    this.plans = new Map(plans.map((plan) => [plan.id, plan]));
    this.rules = new Map(
      plans.flatMap((plan) => plan.rules.map((rule): [string, Text] => [`${plan.id} ${rule.id}`, rule.title])),
    );
  }

  zone(jurisdiction: string): string {
    return this.places.get(jurisdiction)?.timezone ?? [...this.places.values()][0]?.timezone ?? 'UTC';
  }

  place(jurisdiction: string): Text {
    return this.places.get(jurisdiction)?.name ?? same(jurisdiction);
  }

  subject(jurisdiction: string, subject: string): Text {
    return this.subjects.get(`${jurisdiction} ${subject}`) ?? same(subject);
  }

  plan(plan: string): Text {
    return this.plans.get(plan)?.short ?? same(plan);
  }

  /** null for a rule of no plan: a watchdog. */
  rule(plan: string | null, rule: string): Text | null {
    return plan === null ? null : (this.rules.get(`${plan} ${rule}`) ?? same(rule));
  }

  unit(plan: string | null, unit: string): Text {
    const units = plan === null ? undefined : this.plans.get(plan)?.units;
    return units?.find(({ id }) => id === unit)?.text ?? same(unit);
  }
}

const same = (words: string): Text => ({ zh: words, en: words });
