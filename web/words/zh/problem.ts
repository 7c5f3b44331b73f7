// Words of failures: what happened and what to do.

export const problem = {
  title: '出错了',
}
