// Words of the map.

export const map = {
  title: '责任区地图',
  loading: '正在打开地图…',
  failed: '这部手机无法显示地图，其他功能不受影响。',
  closer: '放大',
  farther: '缩小',
  toHere: '回到当前位置',
}
