import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DRILL_SPEEDS } from '../../server/model/drill.ts';
import type { WireDrill } from '../../server/wire/drill.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useSession } from '../session/context.tsx';
import { findJurisdiction, zoneOf } from '../session/lookup.ts';
import { drillWorld } from '../session/world.ts';
import { changeDrill, type DrillChange } from './api.ts';
import { isOver } from './view.ts';

const JOIN = ['console', 'wall', 'cases'] as const;
const DEBRIEF = ['cases', 'console', 'wall'] as const;

/** What whoever leads a drill can do with one that is not over. Its end is asked for twice. */
function Controls({
  drill,
  onChanged,
  wordsOf,
}: {
  readonly drill: WireDrill;
  readonly onChanged: (drill: WireDrill) => void;
  readonly wordsOf: (error: unknown) => string;
}): ReactNode {
  const { t } = useTranslation('drills');
  const [state, setState] = useState<{ kind: 'open' | 'asking' | 'busy' } | { kind: 'failed'; why: string }>({
    kind: 'open',
  });
  const change = (what: DrillChange): void => {
    setState({ kind: 'busy' });
    changeDrill(drill.id, what).then(
      (changed) => {
        setState({ kind: 'open' });
        onChanged(changed);
      },
      (error: unknown) => setState({ kind: 'failed', why: wordsOf(error) }),
    );
  };
  const isBusy = state.kind === 'busy';
  if (state.kind === 'asking') {
    return (
      <p className="drill-controls" role="alert">
        <strong>{t('control.sure', { title: drill.title })}</strong>
        <button type="button" className="quiet-button" onClick={() => change({ state: 'ended' })}>
          {t('control.yes')}
        </button>
        <button
          type="button"
          className="quiet-button"
          // What has just been asked is answered next.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onClick={() => setState({ kind: 'open' })}
        >
          {t('control.no')}
        </button>
      </p>
    );
  }
  return (
    <p className="drill-controls">
      <button
        type="button"
        className="quiet-button"
        disabled={isBusy}
        onClick={() => change({ state: drill.state === 'paused' ? 'running' : 'paused' })}
      >
        {t(drill.state === 'paused' ? 'control.goOn' : 'control.pause')}
      </button>
      <label>
        {t('control.speed')}{' '}
        <select
          className="field"
          value={drill.speed}
          disabled={isBusy}
          onChange={(event) => {
            const speed = DRILL_SPEEDS.find((each) => each === Number(event.target.value));
            if (speed !== undefined) change({ speed });
          }}
        >
          {DRILL_SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {t(`speedAbout.${speed}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="quiet-button" disabled={isBusy} onClick={() => setState({ kind: 'asking' })}>
        {t('control.end')}
      </button>
      {isBusy && <output>{t('control.busy')}</output>}
      {state.kind === 'failed' && (
        <span className="refusal" role="alert">
          {state.why}
        </span>
      )}
    </p>
  );
}

/** A drill on the list: what it is, the ways into its world, and what whoever leads it can do. */
export function DrillItem({
  drill,
  leads,
  onChanged,
  wordsOf,
}: {
  readonly drill: WireDrill;
  /** Whether the person at this screen may move it on. */
  readonly leads: boolean;
  readonly onChanged: (drill: WireDrill) => void;
  readonly wordsOf: (error: unknown) => string;
}): ReactNode {
  const { t } = useTranslation('drills');
  const jurisdictions = useSession((state) => state.jurisdictions);
  const zone = zoneOf(jurisdictions, drill.jurisdiction);
  const place = findJurisdiction(jurisdictions, drill.jurisdiction);
  const { base } = drillWorld(drill.id);
  const over = isOver(drill);
  const ending =
    drill.endedAt === null
      ? []
      : [
          t('ended', {
            from: formatTime(drill.beginsAt, zone, 'datetime'),
            to: formatTime(drill.endedAt, zone, 'datetime'),
          }),
          ...(drill.endedBy === null ? [] : [t('endedBy', { name: drill.endedBy })]),
        ];
  return (
    <li className="drill-item panel" data-drill={drill.id} data-state={drill.state}>
      <p className="drill-item-head">
        <strong>{drill.title}</strong>
        <span>
          {[
            place === null ? drill.jurisdiction : text(place.name),
            t(`episode.${drill.episode}`),
            t(`stage.${drill.state}`),
            drill.speed === 1 ? t('speedReal') : t('speed', { speed: drill.speed }),
            t(`sends.${drill.sends ? 'yes' : 'no'}`),
          ].join(' · ')}
        </span>
      </p>
      <p className="faint">
        {[t('started', { name: drill.startedBy, time: formatTime(drill.startedAt, zone, 'datetime') }), ...ending].join(
          ' · ',
        )}
      </p>
      {drill.detail !== null && <p>{text(drill.detail)}</p>}
      <p className="drill-ways">
        {over
          ? DEBRIEF.map((page) => (
              <a key={page} className="quiet-button" href={`${base}/${page}`}>
                {t(`debrief.${page}`)}
              </a>
            ))
          : JOIN.map((page) => (
              <a key={page} className="quiet-button" href={`${base}/${page}`}>
                {t(`joinAt.${page}`)}
              </a>
            ))}
      </p>
      {!over &&
        (leads ? (
          <Controls drill={drill} onChanged={onChanged} wordsOf={wordsOf} />
        ) : (
          <p className="faint">{t('control.lookOnly')}</p>
        ))}
    </li>
  );
}
