import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { STANDARD_LAYOUT } from '../../server/model/wall-layout.ts';
import type { WireWall } from '../../server/wire/shapes.ts';
import type { WireLayout } from '../../server/wire/walls.ts';
import { formatTime, text } from '../i18n/index.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { findJurisdiction } from '../session/lookup.ts';
import { Answer, InterruptionCover, Panel, StateNote, useAsked, WideBox } from '../shared/index.ts';
import { useRefusalWords } from '../shared/refusal-words.ts';
import { fetchLayouts, fetchWalls, removeLayout } from './api.ts';
import { LayoutEditor } from './LayoutEditor.tsx';
import '../shared/desk.css';
import './walls.css';

/** Where an administrator says what each wall shows. */
export function WallsPage(): ReactNode {
  const { t } = useTranslation('walls');
  const { session } = useAccount();
  const isAdministrator = session?.roles.some(({ role }) => role === 'administrator') === true;
  return (
    <div className="desk walls">
      <h1 className="sr-only">{t('title')}</h1>
      {isAdministrator ? <Desk /> : <p className="page-note">{t('notAllowed')}</p>}
      <InterruptionCover />
    </div>
  );
}

/** A wall: with an address of its own, with a layout, or with both. */
interface WallRow {
  readonly id: string;
  readonly title: string;
  readonly wall: WireWall | null;
  readonly saved: WireLayout | null;
}

function rowsOf(walls: readonly WireWall[], layouts: readonly WireLayout[]): readonly WallRow[] {
  const layoutOf = new Map(layouts.map((saved) => [saved.id, saved]));
  const withToken = walls.map((wall) => ({
    id: wall.id,
    title: wall.name,
    wall,
    saved: layoutOf.get(wall.id) ?? null,
  }));
  const others = layouts.filter(({ id }) => walls.every((wall) => wall.id !== id));
  return [...withToken, ...others.map((saved) => ({ id: saved.id, title: saved.layout.title, wall: null, saved }))];
}

const fetchRows = async (): Promise<readonly WallRow[]> =>
  rowsOf(...(await Promise.all([fetchWalls(), fetchLayouts()])));

/** What the editor begins with. */
interface Edited {
  readonly id: string;
  readonly revision: number;
  readonly layout: WireLayout['layout'];
}

function Desk(): ReactNode {
  const { t } = useTranslation('walls');
  const words = useRefusalWords();
  const jurisdictions = useSession((state) => state.jurisdictions);
  const seen = useSession((state) => state.layoutsSeen);
  const [round, setRound] = useState(0);
  // Others save as well, and the page is told of it as every wall is.
  const listed = useAsked('', `${seen} ${round}`, fetchRows);
  const rows = listed.kind === 'ready' ? listed.value : null;
  const [edited, setEdited] = useState<Edited | null>(null);
  const [doomed, setDoomed] = useState<WireLayout | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const load = (): void => setRound((now) => now + 1);
  const zone = jurisdictions[0]?.timezone ?? 'UTC';
  const placesOf = ({ layout }: WireLayout): string =>
    layout.jurisdictions.length === 0
      ? t('allPlaces')
      : layout.jurisdictions
          .map((id) => {
            const place = findJurisdiction(jurisdictions, id);
            return place === null ? id : text(place.name);
          })
          .join(' · ');
  const remove = (saved: WireLayout): void => {
    setDoomed(null);
    setFailure(null);
    removeLayout(saved)
      .then(load)
      .catch((error: unknown) => setFailure(words(error)));
  };
  if (edited !== null) {
    return (
      <LayoutEditor
        key={edited.id}
        id={edited.id}
        revision={edited.revision}
        initial={edited.layout}
        onClose={() => {
          setEdited(null);
          load();
        }}
      />
    );
  }
  return (
    <Panel title={t('title')} remark={rows?.length}>
      <p className="faint">{t('hint')}</p>
      {failure !== null && (
        <p className="refusal" role="alert">
          {t('failed', { reason: failure })}
        </p>
      )}
      {doomed !== null && (
        <section
          className="walls-question"
          role="alertdialog"
          aria-label={t('removeSure', { title: doomed.layout.title })}
        >
          <p>{t('removeSure', { title: doomed.layout.title })}</p>
          <button
            type="button"
            className="quiet-button"
            // What has just been asked is answered next.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            onClick={() => setDoomed(null)}
          >
            {t('cancel')}
          </button>
          <button type="button" className="quiet-button" onClick={() => remove(doomed)}>
            {t('removeYes')}
          </button>
        </section>
      )}
      <Answer asked={listed}>
        {(found) =>
          found.length === 0 ? (
            <StateNote state="empty" about={t('noneAbout')}>
              {t('none')}
            </StateNote>
          ) : (
            <WideBox label={t('title')}>
              <table className="facts">
                <thead>
                  <tr>
                    {(['wall', 'address', 'places', 'saved', 'actions'] as const).map((column) => (
                      <th key={column} scope="col">
                        {t(`column.${column}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {found.map(({ id, title, wall, saved }) => (
                    <tr key={id} data-wall={id}>
                      <th scope="row">{title}</th>
                      <td>
                        <code>/wall?wall={id}</code>
                        {wall !== null && <div className="faint">{t('withToken')}</div>}
                      </td>
                      <td>{saved === null ? t('allPlaces') : placesOf(saved)}</td>
                      <td>
                        {saved === null
                          ? t('standard')
                          : t('savedBy', {
                              name: saved.savedBy,
                              time: formatTime(saved.savedAt, zone, 'short'),
                              revision: saved.revision,
                            })}
                      </td>
                      <td className="walls-buttons">
                        <button
                          type="button"
                          className="quiet-button"
                          onClick={() =>
                            setEdited({
                              id,
                              revision: saved?.revision ?? 0,
                              layout: saved?.layout ?? { ...STANDARD_LAYOUT, title },
                            })
                          }
                        >
                          {t('edit')}
                        </button>
                        <a className="quiet-button" href={`/wall?wall=${id}`} target="_blank" rel="noreferrer">
                          {t('open')}
                        </a>
                        {saved !== null && (
                          <button type="button" className="quiet-button" onClick={() => setDoomed(saved)}>
                            {t('remove')}
                          </button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </WideBox>
          )
        }
      </Answer>
      <NewLayout
        isTaken={(id) => (rows ?? []).some((row) => row.id.toLowerCase() === id.toLowerCase())}
        onMake={(id, title) => setEdited({ id, revision: 0, layout: { ...STANDARD_LAYOUT, title } })}
      />
    </Panel>
  );
}

function NewLayout({
  isTaken,
  onMake,
}: {
  readonly isTaken: (id: string) => boolean;
  readonly onMake: (id: string, title: string) => void;
}): ReactNode {
  const { t } = useTranslation('walls');
  const [id, setId] = useState('');
  const [title, setTitle] = useState('');
  const taken = isTaken(id.trim());
  return (
    <form
      className="walls-buttons"
      onSubmit={(event) => {
        event.preventDefault();
        if (!taken) onMake(id.trim(), title.trim());
      }}
    >
      <label>
        {t('newTitle')}{' '}
        <input
          className="field"
          required
          maxLength={60}
          autoComplete="off"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
      </label>
      <label>
        {t('newId')}{' '}
        <input
          className="field"
          required
          maxLength={40}
          pattern="[A-Za-z0-9][A-Za-z0-9_\-]*"
          title={t('newIdHint')}
          autoComplete="off"
          spellCheck={false}
          value={id}
          aria-invalid={taken}
          aria-describedby="walls-id-hint"
          onChange={(event) => setId(event.target.value)}
        />
      </label>
      <button type="submit" className="quiet-button">
        {t('create')}
      </button>
      <span id="walls-id-hint" className="faint" aria-live="polite">
        {taken ? t('taken') : t('newIdHint')}
      </span>
    </form>
  );
}
