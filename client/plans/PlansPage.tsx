import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'react-router';
import { localDate } from '../../server/model/instant.ts';
import { editionOn } from '../../server/model/plan.ts';
import type { Jurisdiction, Plan } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { Failed, InterruptionCover, Outdated, StateNote, Waiting } from '../shared/index.ts';
import { CoverageSection } from './CoverageSection.tsx';
import { DeclarationsSection } from './DeclarationsSection.tsx';
import { EditionsSection } from './EditionsSection.tsx';
import { FormsSection } from './FormsSection.tsx';
import { MeasuresSection } from './MeasuresSection.tsx';
import { ReportingSection } from './ReportingSection.tsx';
import { RulesSection } from './RulesSection.tsx';
import { StepsSection } from './StepsSection.tsx';
import { SECTIONS, plansByPlace, countOf, sectionFrom, type SectionId } from './sections.ts';
import '../shared/desk.css';
import { usePlans } from './use-plans.ts';
import './plans.css';

function Section({
  plan,
  section,
  date,
}: {
  readonly plan: Plan;
  readonly section: SectionId;
  readonly date: string;
}): ReactNode {
  switch (section) {
    case 'rules':
      return <RulesSection plan={plan} date={date} />;
    case 'coverage':
      return <CoverageSection plan={plan} />;
    case 'declarations':
      return <DeclarationsSection plan={plan} />;
    case 'steps':
      return <StepsSection plan={plan} />;
    case 'reporting':
      return <ReportingSection plan={plan} />;
    case 'measures':
      return <MeasuresSection plan={plan} />;
    case 'forms':
      return <FormsSection plan={plan} />;
    case 'editions':
      return <EditionsSection plan={plan} date={date} />;
  }
}

/** Brings the place that the address names into view, with the focus, once it is there. */
function useNamedPlace(): void {
  const { hash, key } = useLocation();
  useEffect(() => {
    if (hash === '') return;
    const place = document.getElementById(decodeURIComponent(hash.slice(1)));
    place?.scrollIntoView({ block: 'center' });
    place?.focus({ preventScroll: true });
  }, [hash, key]);
}

function PlanView({
  plan,
  section,
  jurisdictions,
  nowMs,
}: {
  readonly plan: Plan;
  readonly section: SectionId;
  readonly jurisdictions: readonly Jurisdiction[];
  readonly nowMs: number;
}): ReactNode {
  const { t } = useTranslation('plans');
  const places = jurisdictions.filter((one) => one.plans.includes(plan.id));
  const date = localDate(nowMs, places[0]?.timezone ?? 'UTC');
  const edition = editionOn(plan, date);
  useNamedPlace();
  return (
    <div className="plan">
      <header className="plan-head">
        <h1>{text(plan.title)}</h1>
        <p className="faint">
          {edition.number} · {text(edition.publisher)} · {t('issued', { date: edition.issued })}
        </p>
        <p className="faint">
          {t(`scale.${plan.scale}`)} · {t('holdsIn', { places: places.map((one) => text(one.name)).join('、') || '—' })}
        </p>
      </header>
      <nav className="plan-sections" aria-label={t('sections')}>
        {SECTIONS.map((one) => (
          <Link
            key={one}
            to={{ search: new URLSearchParams({ plan: plan.id, section: one }).toString() }}
            aria-current={one === section ? 'page' : undefined}
          >
            {t(`section.${one}`)} <span className="faint">{countOf(plan, one)}</span>
          </Link>
        ))}
      </nav>
      <div className="plan-section" key={`${plan.id} ${section}`}>
        <Section plan={plan} section={section} date={date} />
      </div>
    </div>
  );
}

/**
 * The plans as they were loaded: rules, coverage of the text, what people declare, do and report, and the editions. The
 * address names plan and section: `?plan=ID&section=coverage`.
 */
export function PlansPage(): ReactNode {
  const { t } = useTranslation(['plans', 'shell']);
  const asking = usePlans();
  const plans = asking.kind === 'ready' ? asking.value : null;
  const jurisdictions = useSession((state) => state.jurisdictions);
  const clockMs = useSession((state) => state.clock.eventMs);
  const [params, setParams] = useSearchParams();
  const asked = params.get('plan');
  const section = sectionFrom(params.get('section'));
  const plan = plans?.find(({ id }) => id === asked) ?? plans?.[0];
  return (
    <div className="desk plans">
      {plans === null || plan === undefined ? (
        asking.kind === 'failed' ? (
          <Failed reason={asking.reason} isAsking={asking.isAsking} onAgain={asking.again} />
        ) : plans === null ? (
          <Waiting words={t('waiting', { ns: 'shell' })} onAgain={asking.again} />
        ) : (
          <StateNote state="empty" about={t('noneAbout')}>
            {t('none')}
          </StateNote>
        )
      ) : (
        <>
          <Outdated asked={asking} />
          <nav className="plan-choice" aria-label={t('plans')}>
            {plansByPlace(plans, jurisdictions).map(({ place, plans: here }) => (
              <fieldset key={place?.id ?? ''} aria-label={place === null ? t('elsewhere') : text(place.name)}>
                <span className="faint" aria-hidden="true">
                  {place === null ? t('elsewhere') : text(place.name)}
                </span>
                {here.map((one) => (
                  <button
                    key={one.id}
                    type="button"
                    className="quiet-button"
                    data-plan={one.id}
                    aria-pressed={one.id === plan.id}
                    onClick={() => setParams({ plan: one.id, section }, { replace: true })}
                  >
                    {text(one.short)}
                  </button>
                ))}
              </fieldset>
            ))}
          </nav>
          <PlanView plan={plan} section={section} jurisdictions={jurisdictions} nowMs={clockMs} />
        </>
      )}
      <InterruptionCover />
    </div>
  );
}
