import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DRILL_EPISODES, DRILL_SPEEDS, type DrillEpisode, type DrillSpeed } from '../../server/model/drill.ts';
import type { WireDrill } from '../../server/wire/drill.ts';
import type { Jurisdiction } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { startDrill } from './api.ts';
import { happensIn, isOver, SUGGESTED_SPEED } from './view.ts';

const SENDS = ['no', 'yes'] as const;
const MAX_TITLE = 60;

/** Begins a drill in one of the places where the person may; there is one at least. */
export function StartForm({
  places,
  drills,
  onStarted,
  wordsOf,
}: {
  readonly places: readonly Jurisdiction[];
  readonly drills: readonly WireDrill[];
  readonly onStarted: (drill: WireDrill) => void;
  readonly wordsOf: (error: unknown) => string;
}): ReactNode {
  const { t } = useTranslation('drills');
  const [placeId, setPlaceId] = useState<string | null>(null);
  const [asked, setAsked] = useState<DrillEpisode | null>(null);
  const [speed, setSpeed] = useState<DrillSpeed | null>(null);
  const [title, setTitle] = useState<string | null>(null);
  const [sends, setSends] = useState<(typeof SENDS)[number]>('no');
  const [state, setState] = useState<{ kind: 'open' | 'busy' } | { kind: 'failed'; why: string }>({ kind: 'open' });
  const place = places.find(({ id }) => id === placeId) ?? places[0];
  if (place === undefined) return null;

  // What nobody has chosen yet is what suits the rest.
  const offered = DRILL_EPISODES.filter((each) => happensIn(each, place));
  const episode = asked !== null && offered.includes(asked) ? asked : offered[0];
  const pace = speed ?? (episode === undefined ? 1 : SUGGESTED_SPEED[episode]);
  const name =
    title ??
    (episode === undefined ? '' : t('defaultTitle', { place: text(place.name), episode: t(`episode.${episode}`) }));
  const running = drills.find((drill) => drill.jurisdiction === place.id && !isOver(drill));

  const start = (): void => {
    if (episode === undefined) return;
    setState({ kind: 'busy' });
    startDrill({ jurisdiction: place.id, episode, speed: pace, title: name.trim(), sends: sends === 'yes' }).then(
      (drill) => {
        setState({ kind: 'open' });
        setTitle(null);
        onStarted(drill);
      },
      (error: unknown) => setState({ kind: 'failed', why: wordsOf(error) }),
    );
  };
  return (
    <form
      className="drill-form"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <div className="drill-fields">
        <label>
          <span>{t('start.place')}</span>
          <select
            className="field"
            name="jurisdiction"
            value={place.id}
            onChange={(event) => setPlaceId(event.target.value)}
          >
            {places.map(({ id, name: placeName }) => (
              <option key={id} value={id}>
                {text(placeName)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t('start.speed')}</span>
          <select
            className="field"
            name="speed"
            value={pace}
            onChange={(event) =>
              setSpeed(DRILL_SPEEDS.find((each) => each === Number(event.target.value)) ?? DRILL_SPEEDS[0])
            }
          >
            {DRILL_SPEEDS.map((each) => (
              <option key={each} value={each}>
                {t(`speedAbout.${each}`)}
                {episode !== undefined && SUGGESTED_SPEED[episode] === each && t('suggested')}
              </option>
            ))}
          </select>
        </label>
        <label className="drill-name">
          <span>{t('start.name')}</span>
          <input
            className="field"
            name="title"
            required
            maxLength={MAX_TITLE}
            value={name}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
      </div>
      <fieldset>
        <legend>{t('start.episode')}</legend>
        {DRILL_EPISODES.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="episode"
              value={each}
              checked={episode === each}
              disabled={!offered.includes(each)}
              onChange={() => setAsked(each)}
            />
            <span>
              <b>{t(`episode.${each}`)}</b>
              {!offered.includes(each) && t('start.nothing')} <span className="faint">{t(`episodeAbout.${each}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t('start.sends')}</legend>
        {SENDS.map((each) => (
          <label key={each}>
            <input type="radio" name="sends" value={each} checked={sends === each} onChange={() => setSends(each)} />
            <span>{t(`sendsAbout.${each}`)}</span>
          </label>
        ))}
      </fieldset>
      {running !== undefined && <p className="refusal">{t('start.running', { title: running.title })}</p>}
      {state.kind === 'failed' && (
        <p className="refusal" role="alert">
          {state.why}
        </p>
      )}
      <div>
        <button
          type="submit"
          className="quiet-button drill-start"
          disabled={state.kind === 'busy' || running !== undefined || episode === undefined || name.trim() === ''}
        >
          {t(state.kind === 'busy' ? 'start.busy' : 'start.go')}
        </button>
      </div>
    </form>
  );
}
