/** Whether a text reads as one: bytes read in an encoding that is not theirs leave signs in the middle of words. */

/** The signs beyond ASCII, without those that join words or stand beside them as quotes, dashes and dots do. */
const SIGN = String.raw`(?![\u00a0\u00a1\u00ab\u00ad\u00b7\u00bb\u00bf\u2010-\u2015\u2018-\u201e\u2022\u2026\u202f\u2039\u203a])[\u00a0-\u00bf\u00d7\u00f7\u02c6-\u02dd\u2016-\u206f\u20a0-\u2bff]`
/** Of those, what may stand right before or behind a word, as in `©BREW` or `m²`. */
const ATTACHED = '[©®™°№¹²³ªº→✓]'
const OTHER_SCRIPT = String.raw`[\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Thai}]`

const ODDITIES = [
  // No letter at all, and a currency that nobody has.
  String.raw`[\x7f-\x9f\ufffd\p{Co}\p{Cn}¤]`,
  // gro§e, sš±, ¶λλα
  String.raw`(?<=\p{L})${SIGN}(?=\p{L})`,
  String.raw`(?<=\p{L})(?!${ATTACHED})${SIGN}(?!\p{L})`,
  String.raw`(?<!\p{L})(?!${ATTACHED})${SIGN}(?=\p{L})`,
  // pla”t, but not 的“重点”内容
  String.raw`(?<=\p{Ll})[\u00a1\u00ab\u00bb\u00bf\u201a\u201c-\u201e\u2022\u2039\u203a](?=\p{Ll})`,
  // fŸr, HŠlfte
  String.raw`(?<=\p{Ll})(?=\p{Lu})(?:(?<=\P{ASCII})|(?=\P{ASCII}))`,
  String.raw`(?<=\p{Lu})(?!\p{ASCII})\p{Lu}(?=\p{Ll})`,
  // f殲chten, but not AI技術
  String.raw`(?<=\p{Ll})[\p{Script=Han}\uff61-\uff9f](?=\p{Ll})`,
  // Cafй
  String.raw`(?<=\p{Script=Latin})${OTHER_SCRIPT}|(?<=${OTHER_SCRIPT})\p{Script=Latin}`,
]

const ODD = new RegExp(ODDITIES.join('|'), 'gu')
const BEYOND_ASCII = /\P{ASCII}/gu

/** Texts hold such things too, as in `©BREW` or `µm`: one in ten letters beyond ASCII may. */
export function isPlausible(text: string): boolean {
  return count(text, ODD) * 10 <= count(text, BEYOND_ASCII)
}

/** Where they belong: `5 €`, `“so”`, `don’t`, `9 – 5`. */
const PLACED_SIGN =
  /[€£©®™°§½²³…•]|(?<!\p{L})[“„‘«]|[”’»](?!\p{L})|(?<=[a-z])’(?=(?:s|t|re|ll|d|ve|m)\b)|(?<!\p{L})[–—](?!\p{L})/gu

/** Too few for a detector to go by, yet hardly to be taken for anything else. */
export function isAsciiAndSigns(text: string): boolean {
  return !/\P{ASCII}/u.test(text.replace(PLACED_SIGN, ''))
}

const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0
