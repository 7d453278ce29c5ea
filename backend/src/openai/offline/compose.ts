import { type Answer, AnswerWriter } from './answer.ts'
import type { Ask } from './asking.ts'
import type { Catalogue, Scope } from './catalogue.ts'
import { composeAnswer } from './compose-answer.ts'
import { composeFromFile, filesMeant } from './compose-file.ts'
import {
  composeDetail,
  composeExplanation,
  composeMore,
  composeReason,
  composeShort,
} from './compose-follow-up.ts'
import { composeForPlatform } from './compose-platform.ts'
import { type Findings, findFor } from './findings.ts'
import { isOtherLanguage } from './language.ts'
import {
  composeAbout,
  composeEnglishOnly,
  composeGreeting,
  composeOutside,
  composeThanks,
  NO_PICTURES,
} from './small-talk.ts'

/** Composes the answer to what is asked out of passages in scope, and nothing else. */
export function compose(ask: Ask, scope: Scope, catalogue: Catalogue): Answer {
  const answer = composeByKind(ask, scope, catalogue)
  return ask.pictures > 0 ? afterNote(NO_PICTURES, answer) : answer
}

function composeByKind(ask: Ask, scope: Scope, catalogue: Catalogue): Answer {
  const isOnlyPicture = ask.pictures > 0 && ask.wording === ''
  if (isOnlyPicture) return new AnswerWriter().finish()
  const meant = filesMeant(ask, scope, catalogue)
  if (meant.length > 0) return composeFromFile(meant, findFor(ask, scope, catalogue))
  if (ask.kind === 'greeting') return composeGreeting(catalogue.playbooksIn(scope))
  if (ask.kind === 'thanks') return composeThanks()
  if (ask.kind === 'about') return composeAbout(catalogue, scope)
  if (isOtherLanguage(ask.wording) && catalogue.playbooksIn(scope).length > 0)
    return composeEnglishOnly()
  return composeFromLibrary(findFor(ask, scope, catalogue))
}

function composeFromLibrary(findings: Findings): Answer {
  const { ask, library, uploads } = findings
  if (library.length === 0 && uploads.length === 0) return composeOutside(findings)
  if (library.length === 0) return composeAnswer(findings)
  if (ask.platform && ask.given.length > 0) return composeForPlatform(findings)
  switch (ask.kind) {
    case 'more':
      return composeMore(findings)
    case 'shorter':
      return composeShort(findings)
    case 'why':
      return composeReason(findings)
    case 'detail':
      return composeDetail(findings)
    case 'explain':
      return composeExplanation(findings)
    default:
      return composeAnswer(findings)
  }
}

function afterNote(note: string, { text, citations, search }: Answer): Answer {
  if (text === '') return { text: note, citations, search }
  const shift = note.length + 2
  const moved = citations.map((citation) => ({ ...citation, index: citation.index + shift }))
  return { text: `${note}\n\n${text}`, citations: moved, search }
}
