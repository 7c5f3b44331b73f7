import type { notices as zh } from '../zh/notices'

export const notices: typeof zh = {
  title: 'Notices',
  none: 'No notices',
  unread: 'Unread',
  older: 'Earlier notices',
  alerts: { clock_suspect: 'The server doubts its clock' },
  kinds: {
    dispatched: 'New case',
    rework: 'Rework',
    reminded: 'Reminder',
    remind_50: 'Half the time is over',
    warn_80: 'Due soon',
    overdue_100: 'Overdue',
    letter_24h: 'Supervision letter',
    account_72h: 'Accountability',
    extension_granted: 'Extension granted',
    extension_refused: 'Extension refused',
    suspended: 'Suspended',
    resumed: 'Resumed',
    voided: 'Voided',
    closed: 'Closed',
    returned: 'Returned',
    to_dispatch: 'To dispatch',
    report_burst: 'Many reports',
    time_corrected: 'Times corrected',
  },
}
