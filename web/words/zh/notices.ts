// Words of the notices.

import type { Schemas } from '@/api/types'

export const notices = {
  title: '消息',
  none: '暂无消息',
  unread: '未读',
  older: '查看更早的消息',
  alerts: { clock_suspect: '服务器时钟存疑' },
  kinds: {
    dispatched: '新案件',
    rework: '返工',
    reminded: '催办',
    remind_50: '时限过半',
    warn_80: '临期预警',
    overdue_100: '超期',
    letter_24h: '督办函',
    account_72h: '问责清单',
    extension_granted: '批准延期',
    extension_refused: '不予延期',
    suspended: '挂账',
    resumed: '恢复办理',
    voided: '作废',
    closed: '结案',
    returned: '回退',
    to_dispatch: '待派遣',
    report_burst: '集中上报',
    time_corrected: '更正时间',
  } satisfies Record<Schemas['Notice']['kind'], string>,
}
