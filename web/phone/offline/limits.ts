// The city's limits as far as forms keep to them. Before the first download nobody has told them, and the phone guesses
// none: the server refuses what is too much, and says so.

import { computed, type ComputedRef } from 'vue'
import type { Limits } from '@/api/types'
import { useSession } from '@/phone/session'

export interface FormLimits {
  mostPhotos: number
  mostLetters: number
  mostExtensionHours: number
  reworkNeedsPhoto: boolean
}

const UNTOLD: FormLimits = { mostPhotos: Infinity, mostLetters: Infinity, mostExtensionHours: Infinity, reworkNeedsPhoto: false }

export function formLimits(limits: Pick<Limits, 'report' | 'case'> | null): FormLimits {
  if (!limits) return UNTOLD
  return {
    mostPhotos: limits.report.most_photos,
    mostLetters: limits.report.longest_text,
    mostExtensionHours: limits.case.extension_hours_max,
    reworkNeedsPhoto: limits.case.rework_needs_photo,
  }
}

export function useLimits(): ComputedRef<FormLimits> {
  const { reference } = useSession().here()
  return computed(() => formLimits(reference.city.value?.limits ?? null))
}

/** For a field that takes no attribute where there is no limit. */
export function told(limit: number): number | undefined {
  return Number.isFinite(limit) ? limit : undefined
}

/** As the server counts them: an emoji is one. */
export function lettersIn(text: string): number {
  return [...text].length
}
