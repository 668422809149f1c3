import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { InterruptionCover, Panel, StateNote, Waiting } from '../shared/index.ts';
import { FormLevels, ReportForm } from './ReportForm.tsx';
import { placesOf } from './draft.ts';
import '../shared/desk.css';
import './reports.css';

/** Where people file what no instrument measures. The address names the form: `?plan=ID&form=ID`. */
export function ReportsPage(): ReactNode {
  const { t } = useTranslation(['reports', 'shell', 'plans']);
  const mode = useSession((state) => state.mode);
  const plans = useSession((state) => state.plans);
  const jurisdictions = useSession((state) => state.jurisdictions);
  const [params] = useSearchParams();
  const forms = [...plans.values()].flatMap((plan) =>
    plan.forms.map((form) => ({ plan, form, places: placesOf(plan, jurisdictions) })),
  );
  const asked = forms.filter(({ plan }) => plan.id === params.get('plan'));
  const chosen = asked.find(({ form }) => form.id === params.get('form')) ?? asked[0] ?? forms[0];
  return (
    <div className="desk reports">
      <h1 className="sr-only">{t('nav.reports', { ns: 'shell' })}</h1>
      {chosen === undefined ? (
        mode === null ? (
          <Waiting words={t('waiting', { ns: 'shell' })} />
        ) : (
          <StateNote state="empty">{t('none')}</StateNote>
        )
      ) : (
        <div className="reports-columns">
          <Panel className="reports-forms" title={t('choose')}>
            <ul>
              {forms.map(({ plan, form, places }) => (
                <li key={`${plan.id} ${form.id}`}>
                  <Link
                    to={{ search: new URLSearchParams({ plan: plan.id, form: form.id }).toString() }}
                    aria-current={plan === chosen.plan && form === chosen.form ? 'page' : undefined}
                  >
                    <strong>{text(form.title)}</strong>
                    <span className="faint">
                      {text(plan.short)} · {places.map(({ subject }) => text(subject.name)).join('、') || '—'}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
          <Panel
            className="reports-form"
            title={text(chosen.form.title)}
            remark={`${text(chosen.plan.title)} · ${t('clause', { ns: 'plans', clause: chosen.form.clause })}`}
          >
            <section className="reports-now" aria-label={t('levels')}>
              <span className="faint">{t('levels')}</span>
              <FormLevels plan={chosen.plan} form={chosen.form} place={chosen.places[0]} />
            </section>
            <ReportForm key={`${chosen.plan.id} ${chosen.form.id}`} plan={chosen.plan} form={chosen.form} />
          </Panel>
        </div>
      )}
      <InterruptionCover />
    </div>
  );
}
