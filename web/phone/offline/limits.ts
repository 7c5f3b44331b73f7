// The city's limits as far as forms keep to them; before the first download those of the rules as they come.

import { computed, type ComputedRef } from 'vue'
import type { Limits } from '@/api/types'
import { useSession } from '@/phone/session'

export interface FormLimits {
  mostPhotos: number
  mostLetters: number
  mostExtensionHours: number
  reworkNeedsPhoto: boolean
}

const AS_THEY_COME: FormLimits = { mostPhotos: 9, mostLetters: 2_000, mostExtensionHours: 30 * 24, reworkNeedsPhoto: false }

export function formLimits(limits: Pick<Limits, 'report' | 'case'> | null): FormLimits {
  if (!limits) return AS_THEY_COME
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

/** As the server counts them: an emoji is one. */
export function lettersIn(text: string): number {
  return [...text].length
}
