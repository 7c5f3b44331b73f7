// Short names for the wire's types, and what a call of each address takes and gives.

import type { components, paths } from './schema'

export type Schemas = components['schemas']
export type Action = Schemas['Action']
/** An action as a person does it on a case. */
export type ActionName = Exclude<Action, 'report' | 'escalate'>
export type Campaign = Schemas['Campaign']
export type Case = Schemas['Case']
export type CaseEvent = Schemas['CaseEvent']
export type CasePhoto = Schemas['CasePhoto']
export type Category = Schemas['Category']
export type CategoryKey = Schemas['CategoryKey']
export type Limits = Schemas['ReferenceAnswer']
export type Me = Schemas['Me']
export type Mode = Schemas['Mode']
export type NearbyCase = Schemas['NearbyCase']
export type NearLimits = Schemas['NearLimits']
export type Person = Schemas['Person']
export type Photo = Schemas['Photo']
/** The wire takes a position without its system for WGS-84; the phone always says which. */
export type RawPosition = Schemas['RawPosition'] & { crs: Schemas['Crs'] }
export type ReportRequest = Schemas['ReportRequest']
export type RoutingRule = Schemas['RoutingRule']
export type RoutingTable = Schemas['RoutingTable']
export type TokenAnswer = Schemas['TokenAnswer']
export type Unit = Schemas['Unit']
export type UnitRef = Schemas['UnitRef']
export type ZoneCollection = Schemas['ZoneCollection']
export type ZoneFeature = Schemas['ZoneFeature']

export type Method = 'get' | 'put' | 'post' | 'head'

/** The addresses that know a method. */
export type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, infer O> ? ([O] extends [undefined | never] ? never : P) : never
}[keyof paths]

type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M & keyof paths[P]]>
type Parameters<O> = O extends { parameters: infer A } ? A : never
type Part<A, K extends string> = A extends { [key in K]?: infer V } ? NonNullable<V> : never
type Body<O> = O extends { requestBody?: infer B } ? (NonNullable<B> extends { content: infer C } ? C[keyof C] : never) : never
type Content<R> = R extends { content: infer C } ? C[keyof C] : undefined
type Responses<O> = O extends { responses: infer R } ? R : never

export type QueryOf<P extends keyof paths, M extends Method> = Part<Parameters<Operation<P, M>>, 'query'>
export type PathOf<P extends keyof paths, M extends Method> = Part<Parameters<Operation<P, M>>, 'path'>
export type BodyOf<P extends keyof paths, M extends Method> = Body<Operation<P, M>>
export type AnswerOf<P extends keyof paths, M extends Method> = {
  [S in keyof Responses<Operation<P, M>>]: S extends 200 | 201 | 204 ? Content<Responses<Operation<P, M>>[S]> : never
}[keyof Responses<Operation<P, M>>]

interface Common {
  headers?: Record<string, string>
  signal?: AbortSignal
}

export type Call<P extends keyof paths, M extends Method> = Common &
  ([PathOf<P, M>] extends [never] ? { path?: undefined } : { path: PathOf<P, M> }) &
  ([QueryOf<P, M>] extends [never] ? { query?: undefined } : { query?: QueryOf<P, M> }) &
  ([BodyOf<P, M>] extends [never] ? { body?: undefined } : { body: BodyOf<P, M> })
