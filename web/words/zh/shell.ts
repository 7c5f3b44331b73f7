// Words around every page: connection, update, recording, and what this browser cannot do.

export const shell = {
  state: '状态',
  offline: '无网络：可继续使用，网络恢复后自动发送',
  missingPage: '此页面尚未下载，请联网后重试',
  ended: '登录已失效，待发内容暂停发送',
  clockFast: (length: string) => `本机时间快${length}，上报和巡查时间按服务器时间更正`,
  clockSlow: (length: string) => `本机时间慢${length}，上报和巡查时间按服务器时间更正`,
  signIn: '登录',
  update: '新版本已就绪',
  updateNow: '更新',
  updating: '更新中…',
  unread: (n: number) => `我的，${n} 条未读消息`,
  understood: '知道了',
  howTo: '如何解决',
  lacks: {
    private: '正在使用无痕窗口：关闭后草稿和待发内容全部清除。请改用普通窗口。',
    insecure: '当前地址不是 https，浏览器不提供相机、定位和离线功能，也无法处理照片，不能上报。请改用 https 地址。',
    worker: '当前浏览器不支持离线打开，没有网络时将无法进入。',
    camera: '当前浏览器不提供相机，请从相册选取照片。',
    place: '当前浏览器不提供定位，请在地图上手动放置图钉。',
  },
  noDatabaseTitle: '无法在本机保存内容',
  noDatabase: '浏览器禁止本应用保存数据，无法保证上报内容不丢失，因此不能使用。请关闭无痕模式，允许网站保存数据，或清理手机空间后重试。',
  crashed: '页面出现问题',
  crashedText: '本机保存的草稿和待发内容不受影响。',
  reload: '重新打开',
}
