import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  placePanels,
  STANDARD_LAYOUT,
  type LayoutRow,
  type PanelKind,
  type WallLayout,
} from '../../server/model/wall-layout.ts';
import { useSession } from '../session/context.tsx';
import { DrawQueueProvider } from '../shared/ChartMount.tsx';
import { createDrawQueue } from '../shared/draw-queue.ts';
import { Alarms } from './Alarms.tsx';
import { Bands } from './Bands.tsx';
import { Gauges } from './Gauges.tsx';
import { Head } from './Head.tsx';
import { ChosenContext, PageContext, SizeContext } from './hooks.ts';
import { PlacesPanel } from './Places.tsx';
import { TrendPanel, TrendPanels } from './Trends.tsx';
import { Weeks } from './Weeks.tsx';
import './wall.css';

/** Steps of a small round, in units of 0.1 % of the height, so that no pixel shows the same edge for ever. */
const ROUND = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
  [-2, 2],
  [-2, 0],
  [-2, -2],
  [0, -2],
] as const;
const SHIFT_EVERY_MS = 60_000;

function useShift(): string {
  const [step, setStep] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setStep((now) => (now + 1) % ROUND.length), SHIFT_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const [x, y] = ROUND[step] ?? ROUND[0];
  return `translate(calc(${x / 10} * var(--u)), calc(${y / 10} * var(--u)))`;
}

function PanelOf({ kind }: { readonly kind: PanelKind }): ReactNode {
  switch (kind) {
    case 'gauges':
      return <Gauges />;
    case 'map':
      return <PlacesPanel />;
    case 'alarms':
      return <Alarms />;
    case 'levels':
      return <Weeks />;
    case 'trends':
      return <TrendPanels />;
    default:
      return <TrendPanel kind={kind} />;
  }
}

const tracks = (shares: readonly { readonly share: number }[]): string =>
  shares.map(({ share }) => `minmax(0, ${share}fr)`).join(' ');

function Rows({ rows }: { readonly rows: readonly LayoutRow[] }): ReactNode {
  const [queue] = useState(() =>
    createDrawQueue({
      everyMs: 500,
      nowMs: () => performance.now(),
      later: (work, delayMs) => {
        setTimeout(work, delayMs);
      },
    }),
  );
  const placed = useMemo(() => placePanels(rows), [rows]);
  return (
    <DrawQueueProvider queue={queue}>
      <div className="w-rows" style={{ gridTemplateRows: tracks(rows) }}>
        {rows.map((row, index) => (
          // A row has no name of its own; its panels are told apart by their kind.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className="w-row" style={{ gridTemplateColumns: tracks(row.panels) }}>
            {(placed[index] ?? []).map(({ kind, size }) => (
              <SizeContext key={kind} value={size}>
                <PanelOf kind={kind} />
              </SizeContext>
            ))}
          </div>
        ))}
      </div>
    </DrawQueueProvider>
  );
}

/** Before there is anything to show. */
export function WallWaiting(): ReactNode {
  const { t } = useTranslation('shell');
  return (
    <div className="w-box">
      <div className="w-wall">
        <p className="w-waiting" data-state="loading">
          <b>{t('name')}</b> {t('waiting')}
        </p>
      </div>
    </div>
  );
}

/** What the wall is to show and the server does not know. */
function NoPlace({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const { t } = useTranslation('wall');
  return (
    <p className="w-waiting" data-state="failed">
      <span className="hatch">{t('noPlace', { ids: ids.join(', ') })}</span>
    </p>
  );
}

/**
 * The wall of the nearest session. It fills the box that holds it and is sized by it, so that a replay can show it in a
 * part of its page. `jurisdictions`: ids to show; empty means all. `layout`: the standard one when left out; who shows
 * the wall sees to its language and theme.
 */
export function WallView({
  jurisdictions,
  layout = STANDARD_LAYOUT,
}: {
  readonly jurisdictions: readonly string[];
  readonly layout?: Pick<WallLayout, 'rows' | 'pageSeconds'>;
}): ReactNode {
  const mode = useSession((state) => state.mode);
  const known = useSession((state) => state.jurisdictions);
  const shift = useShift();
  if (mode === null) return <WallWaiting />;
  // A wall without a place would look like one where nothing is the matter.
  const isNowhere = jurisdictions.length > 0 && !known.some(({ id }) => jurisdictions.includes(id));
  return (
    <div className="w-box">
      <div className="w-wall" style={{ transform: shift }}>
        {isNowhere ? (
          <NoPlace ids={jurisdictions} />
        ) : (
          <ChosenContext value={jurisdictions}>
            <PageContext value={1000 * layout.pageSeconds}>
              <Head />
              <Bands />
              <Rows rows={layout.rows} />
            </PageContext>
          </ChosenContext>
        )}
      </div>
    </div>
  );
}
