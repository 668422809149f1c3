import { Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { LevelMark } from '../shared/index.ts';
import { alarmRow, type Places } from './alarm-view.ts';
import { acknowledgeMany, type BatchResult } from './api.ts';
import { needsNote } from './commands/acknowledge.ts';

type Progress =
  | { readonly kind: 'open' | 'busy' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'done'; readonly results: ReadonlyMap<string, BatchResult> };

/** Acknowledges several alarms at the revisions shown in the dialog; says for each what became of it. */
export function BatchDialog({
  alarms,
  places,
  nowMs,
  onClose,
}: {
  /** As they stood when the dialog was opened. */
  readonly alarms: readonly WireAlarm[];
  readonly places: Places;
  readonly nowMs: number;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const [note, setNote] = useState('');
  const [progress, setProgress] = useState<Progress>({ kind: 'open' });
  const asksNote = alarms.some(needsNote);
  const isDone = progress.kind === 'done';
  const send = (): void => {
    setProgress({ kind: 'busy' });
    acknowledgeMany(alarms, note).then(
      (results) => setProgress({ kind: 'done', results: new Map(results.map((result) => [result.id, result])) }),
      (error: unknown) =>
        setProgress({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    );
  };
  const outcome = (id: string): string => {
    if (progress.kind !== 'done') return '';
    const result = progress.results.get(id);
    if (result === undefined) return t('batch.unknown');
    return result.refused === null ? t('batch.done') : t(`problem.${result.refused}`, { defaultValue: result.refused });
  };
  return (
    <Modal
      open
      centered
      width="min(60rem, 92vw)"
      title={t('batch.title', { count: alarms.length })}
      okText={isDone ? t('close') : t('batch.confirm', { count: alarms.length })}
      cancelText={t('cancel')}
      cancelButtonProps={isDone ? { style: { display: 'none' } } : {}}
      okButtonProps={{ disabled: !isDone && asksNote && note.trim() === '', loading: progress.kind === 'busy' }}
      onOk={isDone ? onClose : send}
      onCancel={onClose}
    >
      <table className="facts">
        <thead>
          <tr>
            <th scope="col">{t('column.level')}</th>
            <th scope="col">{t('column.what')}</th>
            <th scope="col">{t('column.revision')}</th>
            {isDone && <th scope="col">{t('column.result')}</th>}
          </tr>
        </thead>
        <tbody>
          {alarms.map((alarm) => {
            const row = alarmRow(alarm, places, nowMs);
            return (
              <tr key={alarm.id}>
                <td>{alarm.class === 'plan' ? <LevelMark level={alarm.level} /> : t(`class.${alarm.class}`)}</td>
                <td>
                  {text(row.subject)} · {text(row.title)}
                </td>
                <td className="number">{alarm.revision}</td>
                {isDone && <td>{outcome(alarm.id)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
      {!isDone && (
        <Input.TextArea
          value={note}
          maxLength={1000}
          autoSize={{ minRows: 2, maxRows: 5 }}
          placeholder={t(asksNote ? 'noteRequired' : 'noteOptional')}
          aria-label={t(asksNote ? 'noteRequired' : 'noteOptional')}
          onChange={(event) => setNote(event.target.value)}
        />
      )}
      {progress.kind === 'failed' && (
        <p className="refusal" role="alert">
          {t('batch.failed', { reason: progress.reason })}
        </p>
      )}
    </Modal>
  );
}
