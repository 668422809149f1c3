import { Input, Select } from 'antd';
import { useRef, useState, type ComponentRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmReply } from '../../server/wire/events.ts';
import type { WireAlarm } from '../../server/wire/shapes.ts';
import { formatAge, formatTime, text } from '../i18n/index.ts';
import { alarmRow, type Places } from './alarm-view.ts';
import { CommandDialog } from './CommandDialog.tsx';
import { SHELVE_MINUTES } from './commands/shelve.ts';

/** Asks for the end and the reason of a shelving. */
export function ShelveDialog({
  alarm,
  places,
  nowMs,
  onSend,
  onClose,
}: {
  /** As the operator saw it. */
  readonly alarm: WireAlarm;
  readonly places: Places;
  readonly nowMs: number;
  readonly onSend: (input: { minutes: number; reason: string }) => Promise<AlarmReply>;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('console');
  const [minutes, setMinutes] = useState(SHELVE_MINUTES[1] ?? 30);
  const [reason, setReason] = useState('');
  const reasonField = useRef<ComponentRef<typeof Input.TextArea>>(null);
  const row = alarmRow(alarm, places, nowMs);
  return (
    <CommandDialog
      title={t('shelve.title', { subject: text(row.subject), title: text(row.title) })}
      okText={t('command.shelve')}
      isReady={reason.trim() !== ''}
      onSend={() => onSend({ minutes, reason })}
      onOpen={() => reasonField.current?.focus()}
      onClose={onClose}
    >
      {() => (
        <>
          <p>{t('shelve.about')}</p>
          <div className="shelve-form">
            <Select
              value={minutes}
              aria-label={t('shelve.for')}
              options={SHELVE_MINUTES.map((value) => ({
                value,
                label: t('shelve.until', {
                  age: formatAge(value * 60_000),
                  time: formatTime(nowMs + value * 60_000, row.zone, 'datetime'),
                }),
              }))}
              onChange={setMinutes}
            />
            <Input.TextArea
              ref={reasonField}
              value={reason}
              maxLength={1000}
              autoSize={{ minRows: 2, maxRows: 5 }}
              placeholder={t('shelve.reason')}
              aria-label={t('shelve.reason')}
              onChange={(event) => setReason(event.target.value)}
            />
          </div>
        </>
      )}
    </CommandDialog>
  );
}
