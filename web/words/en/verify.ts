import type { verify as zh } from '../zh/verify'

export const verify: typeof zh = {
  title: 'Verify',
  compare: 'Before and after',
  over: 'Slide across',
  beside: 'Side by side',
  slider: 'move the line between before and after',
  result: 'Result',
  pass: 'Pass',
  fail: 'Fail',
  choose: 'Choose the result',
  passHint: 'A passed case is closed.',
  failHint: 'A failed case goes back to the department with a new deadline.',
  failReason: 'Why it fails',
  passNote: 'Remark',
  photoNeeded: 'A failed verification needs a photo of what is still wrong',
  photoAdvised: 'A photo of what is still wrong is advised',
}
