// Words of places, zones and routes.

export const place = {
  title: '位置',
  refused: '未获准使用位置',
  unavailable: '暂无位置信号',
}
