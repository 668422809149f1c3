import { Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PLAN_ROLES } from '../../server/model/procedure.ts';
import type { AlarmReply } from '../../server/wire/events.ts';
import type { Assignee, WireAlarm } from '../../server/wire/shapes.ts';
import { text } from '../i18n/index.ts';
import { alarmRow, type Places } from './alarm-view.ts';
import { CommandDialog } from './CommandDialog.tsx';

type Role = Extract<Assignee, { kind: 'role' }>['role'];

/** Asks who is to look after an alarm: a role, somebody by name, or nobody in particular. */
export function AssignDialog({
  alarm,
  places,
  nowMs,
  onSend,
  onClose,
}: {
  readonly alarm: WireAlarm;
  readonly places: Places;
  readonly nowMs: number;
  readonly onSend: (to: Assignee | null) => Promise<AlarmReply>;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['console', 'shell']);
  const [role, setRole] = useState<Role | null>(null);
  const [name, setName] = useState('');
  const row = alarmRow(alarm, places, nowMs);
  const words = name.trim();
  const to: Assignee | null =
    words !== '' ? { kind: 'person', name: words } : role === null ? null : { kind: 'role', role };
  return (
    <CommandDialog
      title={t('assignment.title', { subject: text(row.subject), title: text(row.title) })}
      okText={t('assignment.confirm')}
      isReady={to !== null || alarm.assignment !== null}
      onSend={() => onSend(to)}
      onClose={onClose}
    >
      {(send) => (
        <div className="shelve-form">
          <Select<Role | null>
            value={role}
            aria-label={t('assignment.role')}
            disabled={words !== ''}
            options={[
              { value: null, label: t('assignment.nobody') },
              ...PLAN_ROLES.map((one) => ({ value: one, label: t(`role.${one}`, { ns: 'shell' }) })),
            ]}
            onChange={setRole}
          />
          <Input
            value={name}
            maxLength={40}
            placeholder={t('assignment.name')}
            aria-label={t('assignment.name')}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={() => {
              if (to !== null) send();
            }}
          />
        </div>
      )}
    </CommandDialog>
  );
}
