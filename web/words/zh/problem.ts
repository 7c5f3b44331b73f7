// Words of failures: what happened and what to do.

export const problem = {
  title: '出错了',
  noConnection: '连接不上服务器。请检查网络，稍后会自动重试。',
  signedOut: '登录已失效，请重新登录。已填写的内容都保存在本机。',
  storageFull: '手机存储空间不足，内容尚未保存。请清理空间后再试。',
  unexpected: '操作未完成，请重试；若反复出现，请在“诊断信息”中反馈。',
  requestId: (id: string) => `请求编号 ${id}`,
  photoLost: '本机上的照片已丢失（可能被系统清理），请重新拍摄。',
  photosNotConfirmed: '服务器未能确认全部照片，照片仍保存在本机，请重试。',
}
