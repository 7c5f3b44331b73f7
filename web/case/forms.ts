// The forms of the simple actions: which fields each has, what is still missing, and the body that is sent.

import type { ActionName, Case, CaseEvent, Schemas } from '@/api/types'

export type FieldName = 'reason_code' | 'reason' | 'hours' | 'text' | 'department' | 'duplicate_of' | 'note'

export interface Field {
  name: FieldName
  required: boolean
}

export type Values = Partial<Record<FieldName, string | number | null>>

export const RETURN_REASONS: Schemas['ReturnReason'][] = ['not_ours', 'not_found', 'no_owner', 'conditions_missing', 'other']

const must = (name: FieldName): Field => ({ name, required: true })
const may = (name: FieldName): Field => ({ name, required: false })

const FIELDS: Partial<Record<ActionName, Field[]>> = {
  dispatch: [must('department'), may('reason')],
  return: [must('reason_code'), must('reason')],
  request_extension: [must('hours'), must('reason')],
  grant_extension: [must('hours'), may('reason')],
  refuse_extension: [must('reason')],
  suspend: [must('reason')],
  resume: [may('reason')],
  void: [must('reason'), may('duplicate_of')],
  comment: [must('text')],
  remind: [may('text')],
  confirm_falsified: [must('reason')],
}

/** Null: it has no form, either because it needs none (accept) or because it has a page of its own. */
export function fieldsOf(action: ActionName, of: Case): Field[] | null {
  const fields = FIELDS[action] ?? null
  // Giving a case to another department is explained; the first time there is nothing to explain.
  if (action === 'dispatch' && of.department) return [must('department'), must('reason')]
  return fields
}

export function missingOf(fields: Field[], values: Values): FieldName[] {
  return fields.filter(({ name, required }) => required && empty(values[name])).map(({ name }) => name)
}

export function bodyOf(fields: Field[], values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const { name } of fields) {
    const value = values[name]
    if (!empty(value)) body[name] = typeof value === 'string' ? value.trim() : value
  }
  return body
}

/** What a form begins with: an extension is granted as it was asked for. */
export function firstValues(action: ActionName, events: CaseEvent[], mostHours: number): Values {
  if (action === 'request_extension') return { hours: Math.min(24, mostHours) }
  if (action === 'grant_extension') return { hours: Math.min(askedHours(events) ?? 24, mostHours) }
  return {}
}

export function askedHours(events: CaseEvent[]): number | null {
  const [asked] = events.filter((event) => event.action === 'request_extension').slice(-1)
  return (asked?.data as { hours?: number } | undefined)?.hours ?? null
}

function empty(value: Values[FieldName]): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '') || value === 0
}
