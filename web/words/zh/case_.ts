// Words of a case: its page, its states and events.

export const case_ = {
  title: '案件',
}
