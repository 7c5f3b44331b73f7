// A failure in words, with those of the phone itself: its storage and its pictures.

import { PhotoRefused } from '@/photo/types'
import * as words from '@/words/failure'
import { useWords } from '@/words/words'
import { StorageFull } from './db/storage'

export { problemText } from '@/words/failure'

export function failureText(fault: unknown): string {
  const w = useWords()
  if (fault instanceof StorageFull) return w.problem.storageFull
  return fault instanceof PhotoRefused ? w.photo.fault[fault.fault] : words.failureText(fault)
}
