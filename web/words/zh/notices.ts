// Words of the notices.

export const notices = {
  title: '消息',
}
