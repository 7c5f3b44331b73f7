// Words of the outbox page and of the states of what waits there.

export const outbox = {
  title: '待发',
}
