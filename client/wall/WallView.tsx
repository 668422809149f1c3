import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/context.tsx';
import { Alarms } from './Alarms.tsx';
import { Bands } from './Bands.tsx';
import { Gauges } from './Gauges.tsx';
import { Head } from './Head.tsx';
import { ChosenContext } from './hooks.ts';
import { PlacesPanel } from './Places.tsx';
import { TrendPanels } from './Trends.tsx';
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

/**
 * The wall of the nearest session. It fills the box that holds it and is sized by it, so that a replay can show it in a
 * part of its page. `jurisdictions`: ids to show; empty means all.
 */
export function WallView({ jurisdictions }: { readonly jurisdictions: readonly string[] }): ReactNode {
  const { t } = useTranslation('shell');
  const mode = useSession((state) => state.mode);
  const shift = useShift();
  return (
    <div className="w-box">
      <div className="w-wall" style={{ transform: shift }}>
        {mode === null ? (
          <p className="w-waiting">
            <b>{t('name')}</b> {t('waiting')}
          </p>
        ) : (
          <ChosenContext value={jurisdictions}>
            <Head />
            <Bands />
            <div className="w-middle">
              <Gauges />
              <PlacesPanel />
              <Alarms />
            </div>
            <TrendPanels />
          </ChosenContext>
        )}
      </div>
    </div>
  );
}
