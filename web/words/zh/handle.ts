// Words of handling, returning and asking for more time.

export const handle = {
  title: '处置反馈',
}
