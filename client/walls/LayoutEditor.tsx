import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ARRANGEMENTS,
  faultsOf,
  MAX_PANELS_IN_ROW,
  MAX_ROWS,
  PAGE_SECONDS,
  SHARES,
  type Arrangement,
  type LayoutRow,
  type PanelKind,
  type WallLayout,
} from '../../server/model/wall-layout.ts';
import type { WireLayout } from '../../server/wire/walls.ts';
import { language, text } from '../i18n/index.ts';
import { SignInRefused } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { Panel } from '../shared/index.ts';
import { useRefusalWords } from '../shared/refusal-words.ts';
import { ThemeContext, useTheme } from '../theme-context.tsx';
import { THEMES, cssVariables } from '../theme.ts';
import { WallView } from '../wall/WallView.tsx';
import { fetchLayouts, saveLayout } from './api.ts';
import {
  addPanel,
  addRow,
  canMove,
  freeKinds,
  movePanel,
  removePanel,
  sharePanel,
  shareRow,
  type Direction,
  type Place,
} from './edit.ts';

/** The choices of a select that leaves something to the address: its empty value is null. */
function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: T | null;
  readonly options: readonly (readonly [T, string])[];
  readonly onChange: (value: T | null) => void;
}): ReactNode {
  const { t } = useTranslation('walls');
  return (
    <label>
      {label}{' '}
      <select
        className="field"
        value={value ?? ''}
        onChange={(event) => onChange(options.find(([one]) => one === event.target.value)?.[0] ?? null)}
      >
        <option value="">{t('byAddress')}</option>
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Share({
  label,
  value,
  total,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  /** What all shares beside it add up to. */
  readonly total: number;
  readonly onChange: (value: number) => void;
}): ReactNode {
  const { t } = useTranslation('walls');
  return (
    <span className="walls-share">
      <input
        type="range"
        min={SHARES.least}
        max={SHARES.most}
        step={1}
        value={value}
        aria-label={label}
        aria-valuetext={t('percent', { percent: Math.round((100 * value) / total) })}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      <span className="number">{t('percent', { percent: Math.round((100 * value) / total) })}</span>
    </span>
  );
}

const DIRECTIONS: readonly (readonly [Direction, string])[] = [
  ['left', '←'],
  ['right', '→'],
  ['up', '↑'],
  ['down', '↓'],
];

/** A button by which the moved panel keeps the focus, wherever it goes. */
const buttonKey = (kind: PanelKind, direction: Direction): string => `${kind}-${direction}`;

function Rows({
  rows,
  onChange,
}: {
  readonly rows: readonly LayoutRow[];
  readonly onChange: (rows: readonly LayoutRow[]) => void;
}): ReactNode {
  const { t } = useTranslation('walls');
  const list = useRef<HTMLOListElement>(null);
  const [moved, setMoved] = useState<string | null>(null);
  useEffect(() => {
    if (moved === null) return;
    const of = moved.split('-')[0] ?? '';
    // At the end of its way the button cannot be pressed again; one of its neighbours can.
    const own = list.current?.querySelector<HTMLButtonElement>(`[data-button='${moved}']:not(:disabled)`);
    (own ?? list.current?.querySelector<HTMLButtonElement>(`[data-button^='${of}-']:not(:disabled)`))?.focus();
  }, [moved, rows]);
  const free = freeKinds(rows);
  const total = rows.reduce((sum, { share }) => sum + share, 0);
  const move = (kind: PanelKind, place: Place, direction: Direction): void => {
    setMoved(buttonKey(kind, direction));
    onChange(movePanel(rows, place, direction).rows);
  };
  return (
    <ol ref={list} className="walls-rows">
      {rows.map((row, r) => {
        const width = row.panels.reduce((sum, { share }) => sum + share, 0);
        return (
          // A row has no name of its own; it is the place that is edited.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={r}>
            <fieldset>
              <legend>{t('row', { row: r + 1 })}</legend>
              <Share
                label={t('rowShare', { row: r + 1 })}
                value={row.share}
                total={total}
                onChange={(share) => onChange(shareRow(rows, r, share))}
              />
              <ul>
                {row.panels.map(({ kind, share }, p) => {
                  const place = { row: r, panel: p };
                  const panel = t(`panel.${kind}`);
                  return (
                    <li key={kind} className="walls-panel" data-panel={kind}>
                      <strong>{panel}</strong>
                      <Share
                        label={t('shareOf', { panel })}
                        value={share}
                        total={width}
                        onChange={(next) => onChange(sharePanel(rows, place, next))}
                      />
                      <span className="walls-buttons">
                        {DIRECTIONS.map(([direction, sign]) => (
                          <button
                            key={direction}
                            type="button"
                            className="quiet-button"
                            data-button={buttonKey(kind, direction)}
                            disabled={!canMove(rows, place, direction)}
                            aria-label={t('moveOf', { panel, direction: t(`move.${direction}`) })}
                            title={t(`move.${direction}`)}
                            onClick={() => move(kind, place, direction)}
                          >
                            {sign}
                          </button>
                        ))}
                        <button
                          type="button"
                          className="quiet-button"
                          disabled={rows.length === 1 && row.panels.length === 1}
                          aria-label={t('takeOf', { panel })}
                          onClick={() => onChange(removePanel(rows, place))}
                        >
                          {t('take')}
                        </button>
                      </span>
                    </li>
                  );
                })}
              </ul>
              {row.panels.length < MAX_PANELS_IN_ROW && (
                <Adder
                  label={t('add', { row: r + 1 })}
                  free={free}
                  onAdd={(kind) => onChange(addPanel(rows, r, kind))}
                />
              )}
            </fieldset>
          </li>
        );
      })}
      {rows.length < MAX_ROWS && (
        <li>
          <Adder label={t('addRow')} free={free} onAdd={(kind) => onChange(addRow(rows, kind))} />
        </li>
      )}
    </ol>
  );
}

function Adder({
  label,
  free,
  onAdd,
}: {
  readonly label: string;
  readonly free: readonly PanelKind[];
  readonly onAdd: (kind: PanelKind) => void;
}): ReactNode {
  const { t } = useTranslation('walls');
  const [chosen, setChosen] = useState<PanelKind | ''>('');
  const kind = free.find((one) => one === chosen);
  return (
    <span className="walls-buttons">
      <label>
        <span className="sr-only">{label}</span>
        <select
          className="field"
          value={kind ?? ''}
          onChange={(event) => setChosen(free.find((one) => one === event.target.value) ?? '')}
        >
          <option value="">{t('choose')}</option>
          {free.map((one) => (
            <option key={one} value={one}>
              {t(`panel.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="quiet-button"
        disabled={kind === undefined}
        onClick={() => {
          if (kind !== undefined) onAdd(kind);
          setChosen('');
        }}
      >
        {label}
      </button>
    </span>
  );
}

/** What stands between an edited layout and the server. */
type Standing =
  | { readonly kind: 'idle' | 'saving' }
  | { readonly kind: 'saved'; readonly revision: number }
  | { readonly kind: 'failed'; readonly reason: string }
  /** Somebody else saved, or deleted it (null). */
  | { readonly kind: 'stale'; readonly theirs: WireLayout | null };

/** Edits the layout of a wall beside the very wall, with live data. */
export function LayoutEditor({
  id,
  revision: initialRevision,
  initial,
  onClose,
}: {
  readonly id: string;
  /** 0: it was never saved. */
  readonly revision: number;
  readonly initial: WallLayout;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('walls');
  const words = useRefusalWords();
  const jurisdictions = useSession((state) => state.jurisdictions);
  const [layout, setLayout] = useState(initial);
  const [base, setBase] = useState({ revision: initialRevision, layout: initial });
  const [standing, setStanding] = useState<Standing>({ kind: 'idle' });
  const faults = faultsOf(layout.rows);
  const isChanged = base.revision === 0 || layout !== base.layout;
  const change = (part: Partial<WallLayout>): void => {
    setStanding({ kind: 'idle' });
    setLayout({ ...layout, ...part });
  };
  const save = async (revision: number): Promise<void> => {
    setStanding({ kind: 'saving' });
    try {
      const saved = await saveLayout(id, revision, { ...layout, title: layout.title.trim() });
      setBase({ revision: saved.revision, layout });
      setStanding({ kind: 'saved', revision: saved.revision });
    } catch (error) {
      if (!(error instanceof SignInRefused) || error.code !== 'stale-revision') {
        setStanding({ kind: 'failed', reason: words(error) });
        return;
      }
      const theirs = (await fetchLayouts()).find((one) => one.id === id) ?? null;
      setStanding({ kind: 'stale', theirs });
    }
  };
  const run = (work: Promise<void>): void => {
    work.catch((error: unknown) => setStanding({ kind: 'failed', reason: words(error) }));
  };
  const toggle = (place: string): void =>
    change({
      jurisdictions: layout.jurisdictions.includes(place)
        ? layout.jurisdictions.filter((one) => one !== place)
        : [...layout.jurisdictions, place],
    });
  return (
    <div className="walls-editor">
      <Panel title={t('editing', { title: layout.title })} remark={<code>/wall?wall={id}</code>}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            run(save(base.revision));
          }}
        >
          <p className="walls-fields">
            <label>
              {t('fields.title')}{' '}
              <input
                className="field"
                required
                maxLength={60}
                value={layout.title}
                onChange={(event) => change({ title: event.target.value })}
              />
            </label>
            <Choice
              label={t('fields.language')}
              value={layout.language}
              options={[
                ['zh', t('language.zh')],
                ['en', t('language.en')],
              ]}
              onChange={(next) => change({ language: next })}
            />
            <Choice
              label={t('fields.theme')}
              value={layout.theme}
              options={[
                ['dark', t('theme.dark')],
                ['light', t('theme.light')],
              ]}
              onChange={(next) => change({ theme: next })}
            />
            <label>
              {t('fields.pageSeconds')}{' '}
              <input
                className="field walls-seconds"
                type="number"
                required
                min={PAGE_SECONDS.least}
                max={PAGE_SECONDS.most}
                step={1}
                value={Number.isNaN(layout.pageSeconds) ? '' : layout.pageSeconds}
                onChange={(event) => change({ pageSeconds: event.target.valueAsNumber })}
              />
            </label>
          </p>
          <fieldset className="walls-places">
            <legend>
              {t('fields.places')} <span className="faint">{t('fields.placesHint')}</span>
            </legend>
            {jurisdictions.map((place) => (
              <label key={place.id}>
                <input
                  type="checkbox"
                  checked={layout.jurisdictions.includes(place.id)}
                  onChange={() => toggle(place.id)}
                />{' '}
                {text(place.name)}
              </label>
            ))}
          </fieldset>
          <p className="walls-buttons">
            <span>{t('arrangement.label')}</span>
            {(Object.keys(ARRANGEMENTS) as Arrangement[]).map((name) => (
              <button
                key={name}
                type="button"
                className="quiet-button"
                aria-pressed={layout.rows === ARRANGEMENTS[name]}
                onClick={() => change({ rows: ARRANGEMENTS[name] })}
              >
                {t(`arrangement.${name}`)}
              </button>
            ))}
          </p>
          <h3>{t('rows')}</h3>
          <Rows rows={layout.rows} onChange={(rows) => change({ rows })} />
          <ul className="walls-faults" aria-live="polite">
            {faults.map(({ kind, panel }) => (
              <li key={`${kind} ${panel}`} className="refusal">
                {t(`fault.${kind}`, { panel: t(`panel.${panel}`) })}
              </li>
            ))}
          </ul>
          <p className="walls-buttons">
            <button
              type="submit"
              className="quiet-button walls-save"
              disabled={faults.length > 0 || !isChanged || standing.kind === 'saving' || standing.kind === 'stale'}
            >
              {t('save')}
            </button>
            <button type="button" className="quiet-button" onClick={onClose}>
              {t(isChanged ? 'discard' : 'close')}
            </button>
            <output>
              {standing.kind === 'saved' && !isChanged
                ? t('saved', { revision: standing.revision })
                : isChanged && base.revision > 0
                  ? t('unsaved')
                  : ''}
            </output>
          </p>
        </form>
        {standing.kind === 'failed' && (
          <p className="refusal" role="alert">
            {t('failed', { reason: standing.reason })}
          </p>
        )}
        {standing.kind === 'stale' && (
          <section className="walls-question" role="alert">
            <p>
              {standing.theirs === null
                ? t('gone')
                : t('stale', { name: standing.theirs.savedBy, revision: standing.theirs.revision })}
            </p>
            {standing.theirs !== null && (
              <button
                type="button"
                className="quiet-button"
                onClick={() => {
                  const { theirs } = standing;
                  if (theirs === null) return;
                  setBase({ revision: theirs.revision, layout: theirs.layout });
                  setLayout(theirs.layout);
                  setStanding({ kind: 'idle' });
                }}
              >
                {t('takeTheirs')}
              </button>
            )}
            <button type="button" className="quiet-button" onClick={() => run(save(standing.theirs?.revision ?? 0))}>
              {t('overwrite')}
            </button>
          </section>
        )}
      </Panel>
      <Preview layout={layout} isSound={faults.length === 0} />
    </div>
  );
}

/** Width of the wall in the preview before it is made small; as in the style sheet. */
const WALL_PX = 1920;

/** The very wall, small. A layout that nobody could read is not tried. */
function Preview({ layout, isSound }: { readonly layout: WallLayout; readonly isSound: boolean }): ReactNode {
  const { t } = useTranslation('walls');
  const own = useTheme();
  const theme = layout.theme === null ? own : THEMES[layout.theme];
  // What was last sound stays, so that the wall does not go while something is moved.
  const [shown, setShown] = useState(layout);
  if (isSound && shown !== layout && !Number.isNaN(layout.pageSeconds)) setShown(layout);
  const box = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(0.5);
  useEffect(() => {
    const host = box.current;
    if (host === null) return;
    const observer = new ResizeObserver(() => setScale(host.clientWidth / WALL_PX));
    observer.observe(host);
    return () => observer.disconnect();
  }, []);
  return (
    <Panel
      title={t('preview')}
      remark={
        layout.language !== null && layout.language !== language()
          ? t('previewNote', { language: t(`language.${layout.language}`) })
          : undefined
      }
    >
      <ThemeContext value={theme}>
        <div
          ref={box}
          className="walls-preview"
          data-theme={theme.name}
          style={Object.fromEntries(cssVariables(theme)) as CSSProperties}
          inert
        >
          <div style={{ transform: `scale(${scale})` }}>
            <WallView jurisdictions={shown.jurisdictions} layout={shown} />
          </div>
        </div>
      </ThemeContext>
    </Panel>
  );
}
