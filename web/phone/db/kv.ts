// What both databases keep under a name of its own.

export interface KeyValue {
  key: string
  value: unknown
}
