import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { useAccount } from '../session/account.ts';
import { useSession } from '../session/context.tsx';
import { levelKey } from '../session/state.ts';
import { closeEvent } from './api.ts';
import { refusalOfPerson } from './commands/command.ts';

/**
 * Where an outage is inferred from the load alone: an operator who knows better ends it. Asked twice, since the ratio
 * is 0 from then on.
 */
export function CloseEvent({ alarm }: { readonly alarm: WireAlarm }): ReactNode {
  const { t } = useTranslation('console');
  const { session } = useAccount();
  const from = useSession((state) => {
    const row = alarm.plan === null ? undefined : state.levels.get(levelKey({ ...alarm, plan: alarm.plan }));
    const { shedFrom = null, shedPercent = null } = row?.evidence?.facts ?? {};
    // In the normal state the inference gives 0: there is nothing to end.
    return typeof shedPercent === 'number' && shedPercent > 0 ? shedFrom : null;
  });
  const mode = useSession((state) => state.mode);
  const [state, setState] = useState<{ kind: 'open' | 'asking' | 'busy' } | { kind: 'failed'; reason: string }>({
    kind: 'open',
  });
  if (mode === 'replay' || (from !== 'inferred' && from !== 'unconfirmed')) return null;
  const refusal = refusalOfPerson(session, alarm.jurisdiction);
  const close = (): void => {
    setState({ kind: 'busy' });
    closeEvent(alarm.subject).then(
      () => setState({ kind: 'open' }),
      (error: unknown) => setState({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    );
  };
  return (
    <div className="close-event">
      <span>{t(`closeEvent.${from}`)}</span>{' '}
      {state.kind === 'asking' ? (
        <>
          <strong>{t('closeEvent.sure')}</strong>{' '}
          <Button danger onClick={close}>
            {t('closeEvent.yes')}
          </Button>{' '}
          {/* What has just been asked is answered next. */}
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <Button autoFocus onClick={() => setState({ kind: 'open' })}>
            {t('closeEvent.no')}
          </Button>
        </>
      ) : (
        <Button disabled={refusal !== null || state.kind === 'busy'} onClick={() => setState({ kind: 'asking' })}>
          {t('closeEvent.close')}
        </Button>
      )}
      {refusal !== null && <p className="refusal">{t(`refusal.${refusal}`)}</p>}
      {state.kind === 'failed' && (
        <p className="refusal" role="alert">
          {state.reason}
        </p>
      )}
    </div>
  );
}
