-- Gives a member of the sorted set KEYS[1] a new score, or removes it where none is given, if its score
-- is still the one that was read. ARGV: member, the score read, the new score.
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) ~= tonumber(ARGV[2]) then return end
if ARGV[3] then
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
else
  redis.call('ZREM', KEYS[1], ARGV[1])
end
