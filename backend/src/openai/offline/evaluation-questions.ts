/** One question a line, in the words of people who make things, under the playbooks that may answer it. */
const insideBlocks: [playbooks: string, questions: string][] = [
  [
    'hooks',
    `gimme some good openers for my reels
people swipe away in the first 2 seconds, help
how do i start a video so ppl dont scroll
Everyone tells me my intros are boring. How can I make the first line grab attention?
hooks for personal trainer instagram
I sell handmade candles, how should my videos open?
need scroll stoppers for career advice videos
My opening line is weak: "5 tips for productivity". can you make it better?
how can i tell if one hook is better than another
what should be on screen and what should i say in the first three seconds
how do I open a youtube video without saying hey guys
first sentence ideas for a video about yoga for beginners`,
  ],
  [
    '30-day-content-plan',
    `i never know what to post
make me a 30 day content plan
what do I post this month??
I have no idea what to film next, I'm out of ideas
content calender for a business coach
I only have 3 hours a week, how can I still post regularly?
how do i pick themes for my account so its not all over the place
I skipped four days of posting and now I feel behind, should I catch up?
Help me build a content strategy: how do I choose my content pillars, and what should a realistic week of posting look like?
batching content for a whole month, where do I begin
what should i post on each day of the week
after a month of posting how do I look back at what worked
give me 7 content ideas for a dog trainer`,
  ],
  [
    'posting-rhythm-and-analytics',
    `my videos flop, what now?
My reach is dead. Nobody sees my posts anymore and I don't get why
what time is best for uploading shorts
how many times a week should i be posting on tiktok
is posting every day necessary
which numbers in my analytics actually matter
how do I read that graph that shows when people leave my video
how can I get more followers
I'm stuck at 200 followers, how do I grow?
people dont watch my videos till the end, how do i get better watch time
views went from 5k to 300 overnight, did I do something wrong?
once a month I want to check how my account is doing, what do i look at
what can i a/b test in my content
getting my first thousand subscribers
low ctr on youtube, any fix?`,
  ],
  [
    'mindset-and-burnout',
    `I feel exhausted and want to quit posting
I'm so drained, making content sucks the life out of me
everyone is doing better than me and it makes me feel terrible
who am I to give advice to anyone?
I film a video 20 times and never publish it because its not perfect
can I take two weeks off without the algorithm punishing me and my audience leaving
a nasty comment ruined my whole week
I feel like a fraud teaching this stuff
i freeze up as soon as the camera is on
how do I keep showing up when life gets crazy
should I get help for how low I feel lately? content makes me anxious all the time
jealous of bigger creators in my niche
overwhelmed by everything I should be doing online`,
  ],
  [
    'short-form-scripts',
    `Write a script for a 30 second video about meal prep
script for a tiktok pls
how many words is a 45 second video
what do I say at the end of my reel so people do something
i sound like a robot when i read my lines
structure for a one minute talking head video
video script for a spanish teacher
how do i write several scripts at once fast
what makes someone watch a short all the way
ideal length for a youtube short
call to action examples for videos
Show me script templates for short videos, from the hook to the call to action, and tell me when to use which.
i'm a PT and need scripts for gym videos`,
  ],
  [
    'offers-and-monetisation',
    `how can I improve my pricing?
how much can I ask for a 1:1 session
what do i reply when someone says i'm too expensive
ways to make an income from 800 followers
what should I sell to my audience, I've never sold anything
brands keep sending me free products, how do I get them to pay instead?
get brand deals
how do i word my offer
is it time to put my rates up?
what do I ask on a discovery call
i hate selling, how can I mention my program without being pushy
what do I charge for a sponsored video
can i earn money with a tiny following
describe what i sell in one sentence`,
  ],
  [
    'niche-and-positioning',
    `help me with my bio
what goes in my instagram profile description
i like fitness AND finance, do i have to choose just one?
there are thousands of nutrition coaches, how do I stand out
My topic is super small, will anyone care?
i want to switch from travel to parenting content without losing everybody
how can I try out a niche before committing
I help with everything, how do I narrow it down
write a positioning statement for me
niche ideas for wellness people
niche vs topic whats the difference
nobody understands what my account is about`,
  ],
  [
    'ideal-client-profile',
    `who should I be making content for
Help me define my ideal client profile. Which questions should I answer about who they are, what they want and what holds them back?
how do I work out who my perfect customer is
what do I ask people when I interview them for market research
message to ask a follower for a 20 minute chat about their problems
my audience is everyone, is that bad
customer avatar for a realtor
what words do my clients use and how do I get them into my posts
I serve both moms and managers, can I target two groups?
how can I check my avatar is accurate
buyer persona for personal trainers`,
  ],
  [
    'collaborations',
    `how do I get other creators to work with me
what to write in a DM when i want to collab
they haven't answered my collab request, what now
is it better to team up with someone bigger or my size
fun things to do together with another small creator
do we need a contract for a joint video
email asking for a guest spot on a podcast
what should i do before i message a creator i admire
we did a collab, now what
how do we make a joint reel people want to see`,
  ],
  [
    'community-and-comments',
    `nobody comments on my stuff
how should I respond to trolls
rude comments under my videos, delete or reply?
what can I reply to nice comments besides thank you
too many DMs, i can't keep up
how do i get clients to write a review for me
rules for my facebook group
engagement questions to ask my community
7 day challenge for my followers, how to run one
turn random viewers into loyal fans
get more engagement pls`,
  ],
  [
    'email-list-and-newsletter',
    `should I have a mailing list and how do i get one going
what freebie could I offer so people sign up
how do I get my instagram people onto my email list
subject line ideas
My newsletter open rate is terrible
what do I write about in my weekly email when nothing happened
first emails someone gets after subscribing
is one newsletter a week too much
lead magnet for a photographer
newsletter about gardening: what could I write each week?
ppl keep unsubscribing from my emails`,
  ],
  [
    'filming-and-editing-basics',
    `what camera should I buy
do i need a fancy microphone
my room is so dark, videos look awful
there's an echo in my videos, how do I get rid of it
where do I put my phone and how high when I film
portrait or landscape?
how fast should the cuts be
do I really need subtitles
what extra shots can I film when I'm alone
film a bunch of videos in one day
checklist before pressing record
cheap lights for video under 50 bucks
how to edit my videos faster and better`,
  ],
  [
    'getting-started-first-ten-posts',
    `I'm brand new, where do I even begin?
I'm scared what my coworkers will think when I post
how do i get confident talking to camera
first video ever, what do I say
what should my very first posts be about
nobody watches my stuff yet, how do I keep going
complete beginner here, what do I need to start making videos
ten posts in, what should I look at now
afraid people will laugh at me
im shy, how do i start on social media`,
  ],
  [
    'launches-without-sleaze',
    `I'm launching my course in 3 weeks, what should I do each day
nobody bought my program, launch was a disaster
emails to send during a launch
what do i post before my launch
how does a waiting list work for a new product
promote my workshop without feeling gross
launch email subject lines please
people say they have no time or doubt it works, how do I answer during my launch
my launch sold out, what next?
how to build hype before opening doors`,
  ],
  [
    'repurposing',
    `how do I get more out of one video
can i post the same thing twice
turn my podcast episode into clips
make a carousel from my reel
i have hours of old youtube footage, how can I use it for shorts
can I just cross post the same reel to tiktok and linkedin
my files are a mess, folders everywhere
which old posts are worth recycling
turn youtube videos into emails
weekly workflow for reusing stuff`,
  ],
  [
    'storytelling',
    `my life is boring, what stories can I tell
how do I tell a story in 60 seconds
story structure template
people say my stories drag on, why
how personal should I get online
share client transformation without lying
how do I finish a story so it means something
stories a therapist can tell without breaking confidentiality
behind the scenes stories for my ceramics shop
example of a good story for a post`,
  ],
  [
    'thumbnails-and-titles',
    `what do I put on my thumbnail
give me some youtube title ideas
titles for a realtor's youtube channel
how many characters for a video title
is 4% ctr good?
cover image for my reels
is it clickbait if i exaggerate a little
which of my two thumbnails is better, how can I test it
title and thumbnail say the same thing, is that bad
catchy headline for a video about potty training`,
  ],
]

export interface InsideQuestion {
  question: string
  playbooks: string[]
}

/** Some questions are answered as well by a neighbour. */
const alsoRight: [questions: RegExp, playbook: string][] = [
  [/freeze up|confident talking|shy/, 'mindset-and-burnout'],
  [/freeze up|confident talking/, 'getting-started-first-ten-posts'],
  [/scared what|afraid people/, 'mindset-and-burnout'],
  [/nobody watches my stuff|showing up when/, 'getting-started-first-ten-posts'],
  [/nobody watches my stuff|showing up when/, 'mindset-and-burnout'],
  [/till the end|all the way/, 'posting-rhythm-and-analytics'],
  [/till the end|all the way/, 'short-form-scripts'],
  [/low ctr|4% ctr/, 'thumbnails-and-titles'],
  [/low ctr|4% ctr/, 'posting-rhythm-and-analytics'],
  [/swipe away|dont scroll/, 'short-form-scripts'],
  [/nasty comment/, 'community-and-comments'],
  [/trolls|rude comments/, 'mindset-and-burnout'],
  [/no time or doubt|promote my workshop/, 'offers-and-monetisation'],
  [/pushy|too expensive/, 'launches-without-sleaze'],
  [/avatar|perfect customer|making content for/, 'ideal-client-profile'],
  [/where do I even begin|what do I need to start/, 'getting-started-first-ten-posts'],
  [/what do I need to start/, 'filming-and-editing-basics'],
  [/bunch of videos|whole month/, 'filming-and-editing-basics'],
  [/bunch of videos/, '30-day-content-plan'],
  [/ideas for a dog|know what to post|out of ideas/, '30-day-content-plan'],
  [/a\/b test in/, 'hooks'],
  [/open rate/, 'hooks'],
  [/description|bio/, 'posting-rhythm-and-analytics'],
  [/words do my clients/, 'hooks'],
  [/first posts be about/, '30-day-content-plan'],
  [/first video ever/, 'short-form-scripts'],
  [/one minute talking head/, 'getting-started-first-ten-posts'],
  [/write a review/, 'storytelling'],
  [/narrow it down/, 'getting-started-first-ten-posts'],
  [/without saying hey/, 'getting-started-first-ten-posts'],
  [/everyone, is that bad/, 'niche-and-positioning'],
  [/what should I sell/, 'launches-without-sleaze'],
  [/3 hours a week/, 'mindset-and-burnout'],
  [/subject line ideas/, 'launches-without-sleaze'],
  [/youtube footage/, 'filming-and-editing-basics'],
  [/my account is doing/, '30-day-content-plan'],
  [/looking? back at what/, 'posting-rhythm-and-analytics'],
  [/look back/, 'getting-started-first-ten-posts'],
]

export const inside: InsideQuestion[] = insideBlocks.flatMap(([playbook, questions]) =>
  questions.split('\n').map((question) => ({
    question,
    playbooks: [
      playbook,
      ...alsoRight.filter(([pattern]) => pattern.test(question)).map(([, name]) => name),
    ],
  })),
)

export const outside = `What is the capital of France?
fix my Python code
best pasta recipe
who won the election
write me a poem about love
is it going to rain tomorrow
how do I edit a PDF
how many calories are in an egg
what's the best laptop for college
convert 20 miles to km
why is the sky blue
how do i unclog a drain
symptoms of the flu
solve 3x + 7 = 22
what does photosynthesis mean
explain quantum physics
when did world war 2 end
can dogs eat chocolate
how do I get a mortgage
should I buy tesla shares
how to reset my iphone password
write a bash script that renames files
center a div in css
what's a pointer in C
sql query to join two tables
translate good morning to Japanese
how long to boil eggs
best way to cook rice
how do I remove a wine stain
how do I bake sourdough bread
my knee hurts when I run
what medicine helps with headaches
how can I sleep better
how do I lose belly fat
recommend a netflix series
who is the president of Brazil
what movie won the oscar
tell me a joke
what time is it in Tokyo
flights to Lisbon in June
what should I visit in Rome
how do I propose to my girlfriend
what should I name my baby
how do I train my puppy to sit
write my history essay about Napoleon
how do I cite a website in APA
how to change a flat tire
which car insurance is cheapest
how do I apply for a passport
how do plants grow
play some music
do you like pizza
what is your favourite colour
are there aliens
give me the lottery numbers
how do I set up a printer
my wifi is slow
how do I install windows 11
draw me a cat
how old is the queen
what is bitcoin
chess opening for beginners
how do I write a will
help me with my math homework
how do I fix a leaking tap
best football player ever
do my taxes
how to clean a cast iron pan
what's 15% of 80
cover letter for a nurse job
how do I grow tomatoes
meaning of life
book a table for two
can I sue my landlord`.split('\n')

/** Every third is kept back while tuning. */
export function isHeldOut(position: number): boolean {
  return position % 3 === 2
}
