-- The time that all processes share. It goes by the server's clock, but not where that jumps: KEYS[1] has
-- what it was at some time of the server's clock. ARGV: the server's time, and this process's own idea of
-- the shared one, which it has counted on by itself; nothing at its start. Returns the shared time.
local JUMP_MS = 60 * 1000
-- Others have followed the clock as well, a moment ago: it is this process that was asleep.
local RECENT_MS = 3 * 60 * 1000

local server, mine = tonumber(ARGV[1]), tonumber(ARGV[2])
local known = redis.call('HMGET', KEYS[1], 'time', 'server')
local time = server
if known[1] then
  local since = server - tonumber(known[2])
  time = tonumber(known[1]) + since
  local is_recent = since >= 0 and since < RECENT_MS
  if mine and not is_recent and math.abs(time - mine) > JUMP_MS then time = mine end
end
-- Where the server is full, it is noted the next time.
redis.pcall('HSET', KEYS[1], 'time', time, 'server', server)
return string.format('%.0f', time)
