// The types the app is built on are those of the server's own description.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('has types as fresh as the server’s description (else: npm run api)', () => {
  const fresh = join(mkdtempSync(join(tmpdir(), 'schema-')), 'schema.ts')
  execFileSync(process.execPath, ['node_modules/openapi-typescript/bin/cli.js', '../mobile-api/openapi.json', '--output', fresh, '--alphabetize'])
  expect(readFileSync('api/schema.ts', 'utf8') === readFileSync(fresh, 'utf8')).toBe(true)
}, 30_000)
