// Words of the inspection modes, which reports and visits have alike.

import type { Mode } from '@/api/types'

export const mode = {
  title: '巡查方式',
  names: {
    routine: '常态检查',
    random: '随机抽查',
    covert: '暗访评估',
    joint: '部门联查',
    leader: '领导督导',
    mock: '模拟测评',
    citizen: '市民拍客',
  } satisfies Record<Mode, string>,
}
