// Words of the map.

export const map = {
  title: '地图',
}
