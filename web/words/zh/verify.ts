// Words of verifying a handled case.

export const verify = {
  title: '核查',
  compare: '处置前后对比',
  over: '滑动对比',
  beside: '并排对比',
  slider: '拖动分界线对比处置前后',
  result: '核查结论',
  pass: '通过',
  fail: '不通过',
  choose: '请选择核查结论',
  passHint: '通过后案件结案。',
  failHint: '不通过的案件退回责任部门返工，时限重新计算。',
  failReason: '不通过原因',
  passNote: '核查说明',
  photoNeeded: '核查不通过须附照片，请拍摄仍存在的问题',
  photoAdvised: '建议拍照说明仍存在的问题',
}
