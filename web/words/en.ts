// Every English word the app says.

import { app } from './en/app'
import { report } from './en/report'
import { outbox } from './en/outbox'
import { work } from './en/work'
import { case_ } from './en/case_'
import { handle } from './en/handle'
import { verify } from './en/verify'
import { mode } from './en/mode'
import { patrol } from './en/patrol'
import { me } from './en/me'
import { signIn } from './en/signIn'
import { notices } from './en/notices'
import { search } from './en/search'
import { help } from './en/help'
import { diagnostics } from './en/diagnostics'
import { place } from './en/place'
import { photo } from './en/photo'
import { map } from './en/map'
import { problem } from './en/problem'
import { shell } from './en/shell'
import type { Words } from './zh'

export const en: Words = {
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
