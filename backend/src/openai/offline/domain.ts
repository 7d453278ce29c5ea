import { isAsking, readClauses } from './clauses.ts'
import { splitWords, stemsOf } from './vocabulary.ts'

/** Words that hardly anyone uses but of making, publishing or selling content. */
const own = stemSet(`
  hook hooks reel reels tiktok instagram insta facebook linkedin pinterest followers follower following subscribers subscriber caption captions
  subtitles thumbnail thumbnails newsletter newsletters niche niches bio creator creators influencer hashtag hashtags viral
  engagement collab collabs collaboration collaborate sponsor sponsorship sponsored carousel carousels vlog repurpose repost reposting
  repurposing testimonial testimonials burnout imposter clickbait analytics freebie waitlist podcast shadowban monetise
  monetize positioning storytelling ctr unfollow trolls troll haters hater upload uploading posting content pillars videos
  audience scrollstoppers avatar brand brands broll shorts ugc webinar retention ideal teleprompter dms reposted filming
`)

/** Words that belong here as often as elsewhere: one alone does not decide. */
const shared = stemSet(`
  video post posts title titles headline script scripts story stories email emails list lead magnet course launch launching
  offer offers price prices pricing charge rates client clients customer customers coaching coach camera film mic microphone
  lighting light sound edit editing footage channel youtube account profile comment comments views reach algorithm
  sales sell selling money earn income program programme workshop template templates calendar schedule plan
  ideas tired exhausted drained overwhelmed motivation consistent consistency perfectionism comparison jealous criticism confident
  confidence afraid scared shy nervous judged community membership interview testimonials review reviews feedback batch batching
  opening opener openers intro cover clip clips pitch dm message messages photographer trainer therapist realtor ceramics
  challenge deal deals sponsor strategy marketing market promote persona beginner followup subject webinar slides photo live
  topic series format trend trending network social media platform platforms online viewers watches watching metrics numbers discount objection objections
`)

/** Words that mark a question as one of another field, whatever else it says. */
const foreign = stemSet(`
  python javascript typescript java css html sql bash code coding git linux api server excel spreadsheet pdf printer wifi router windows
  password laptop recipe pasta pizza cook cooking bake boil oven chicken weather forecast rain snow election president minister
  capital poem poetry essay homework math maths algebra equation physics chemistry biology mortgage rent landlord tax taxes
  stock stocks tesla bitcoin crypto currency exchange insurance passport visa flight flights hotel airport train tyre tire car
  engine diesel medicine dose headache fever flu symptoms vaccine vaccines disease doctor knee diet calories football soccer
  basketball chess movie movies film-star actor netflix song songs lyrics joke jokes riddle alien aliens lottery horoscope
  planet planets moon earth ocean everest war napoleon king queen emperor translate german french japanese spanish
  leak plumbing stain laundry lawn lawsuit sue court wedding girlfriend boyfriend
  cv resume nurse miles kilometres celsius fahrenheit minecraft playstation xbox game games antivirus browser bluetooth dragon
  novel crossword bread sourdough cake vegan protein restaurant
`)

/** Phrases whose words mean something else together. */
const OTHER_FIELD =
  /\b(video (call|game|card)s?|post office|stock market|cover letter|short story|bedtime story|love (story|letter|poem)|job interview|phone number|light ?bulb|story of (the )?(world|bible)|history of|capital of|meal plans?|workout plan|diet plan|lose weight|meaning of life|movie script|(bash|shell|python|sql) script|market cap|credit card|live (score|match)|email client|email password|sound card|price of (gold|oil|gas|silver|a barrel)|weather in|time in [a-z]+|flat tire|opening hours|chess opening)\b/

/** Affairs of people who make things that the playbooks say nothing on, though they share their words. */
const UNCOVERED =
  /\b((quit|quitting|leave|leaving) my( day| full time| main| corporate)? job|buy(ing)?( \w+)? (followers|likes|views|subscribers|subs)|(get|getting|be|become) verified|blue (tick|check)|copyright(ed)?|royalty free|licen[cs]ing|hack(ed|er|ers)|stole|stolen|(delete|deactivate) my( \w+)? account|getting banned|sue|lawyer|trademark|llc|pay tax(es)?|how old do i|(age limit|minimum age)|my (ex|husband|wife|boyfriend|girlfriend)|my (kids?|children|son|daughter)( be| appear| are)? in my (videos?|content|posts|reels))\b/

/** Things people ask to have made; naming one makes the topic it is to be about their own affair. */
const FORM =
  /\b(hooks?|openers?|reels?|captions?|carousels?|thumbnails?|newsletters?|subject lines?|bio|shorts?|content (ideas?|plan|calendar|strategy)|posts? ideas?|video (ideas?|script)|script for (an? |my |the )?[\w -]*(video|reel|tiktok|short)|titles? (for|ideas?)|youtube|instagram|tiktok|videos?)\b/

/** How much the words of a question, of themselves, speak for this library's field. */
export function belonging(question: string): number {
  const plain = splitWords(question).join(' ')
  const asksMore = readClauses(question).filter(isAsking).length > 1
  if (UNCOVERED.test(plain) && !asksMore) return Number.NEGATIVE_INFINITY
  const stems = new Set(stemsOf(question))
  const count = (words: Set<string>) => [...stems].filter((stem) => words.has(stem)).length
  const isForm = FORM.test(plain)
  const phrase = OTHER_FIELD.test(plain) ? 2.5 : 0
  const others = isForm ? 0 : count(foreign) * 1.6
  return 2 * count(own) + count(shared) - others - phrase
}

function stemSet(words: string): Set<string> {
  return new Set(stemsOf(words))
}
