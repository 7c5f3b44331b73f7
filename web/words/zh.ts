// Every Chinese word the app says, by area; the other languages must have the same keys.

import { app } from './zh/app'
import { report } from './zh/report'
import { outbox } from './zh/outbox'
import { work } from './zh/work'
import { case_ } from './zh/case_'
import { handle } from './zh/handle'
import { verify } from './zh/verify'
import { mode } from './zh/mode'
import { patrol } from './zh/patrol'
import { me } from './zh/me'
import { signIn } from './zh/signIn'
import { notices } from './zh/notices'
import { search } from './zh/search'
import { help } from './zh/help'
import { diagnostics } from './zh/diagnostics'
import { place } from './zh/place'
import { photo } from './zh/photo'
import { map } from './zh/map'
import { problem } from './zh/problem'
import { shell } from './zh/shell'

export const zh = {
  app,
  report,
  outbox,
  work,
  case_,
  handle,
  verify,
  mode,
  patrol,
  me,
  signIn,
  notices,
  search,
  help,
  diagnostics,
  place,
  photo,
  map,
  problem,
  shell,
}

export type Words = typeof zh
