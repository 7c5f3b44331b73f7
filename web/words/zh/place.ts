// Words of places, zones and routes.

export const place = {
  title: '位置',
}
