import type { TFunction } from 'i18next';
import type { Within } from '../../server/model/procedure.ts';
import type { Plan } from '../../server/wire/shapes.ts';
import { formatAge } from '../i18n/index.ts';

const NAMED: readonly string[] = ['recommendation', 'notice', 'order'];

/** A deadline as a sentence: so long after something, which may be another step of the plan. */
export function withinWords(t: TFunction, plan: Plan, { ms, after }: Within): string {
  const step = plan.steps.find(({ id }) => id === after);
  const name =
    step !== undefined
      ? t('plans:afterStep', { act: t(`plans:act.${step.act}`) })
      : NAMED.includes(after)
        ? t(`plans:after.${after}`)
        : after;
  return t('plans:within', { after: name, age: formatAge(ms) });
}
