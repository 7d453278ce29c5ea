import type { SessionMemory } from '../memory.ts'
import { sqliteAttachments } from './attachments.ts'
import { sqliteFacts } from './facts.ts'
import { sqliteFiles } from './files.ts'
import { sqliteFeedback, sqliteItems } from './items.ts'
import { sqliteOpenTurns } from './open-turns.ts'
import type { Scope } from './scope.ts'
import { sqliteThreads } from './threads.ts'

export function sqliteSessionMemory(scope: Scope): SessionMemory {
  return {
    ...sqliteThreads(scope),
    ...sqliteItems(scope),
    ...sqliteFeedback(scope),
    ...sqliteOpenTurns(scope),
    ...sqliteFacts(scope),
    ...sqliteAttachments(scope),
    ...sqliteFiles(scope),
  }
}
