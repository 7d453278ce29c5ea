-- Places that are lent for a time. KEYS[1] is a sorted set of their holders, by when the loan of each is over:
-- a holder whose process has died gives its place back then. ARGV[1] names the operation, ARGV[2] is how long a
-- loan lasts, in milliseconds; the rest are its arguments. There is one clock: that of this server.
local places, loan_ms = KEYS[1], tonumber(ARGV[2])
local call = redis.call

local function now()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local operations = {}

-- Returns whether there was one left.
function operations.take(most, holder)
  call('ZREMRANGEBYSCORE', places, '-inf', now())
  if call('ZCARD', places) >= tonumber(most) then return 0 end
  call('ZADD', places, now() + loan_ms, holder)
  call('PEXPIRE', places, loan_ms)
  return 1
end

-- Also for holders that this server has lost.
function operations.renew(...)
  for _, holder in ipairs({ ... }) do call('ZADD', places, now() + loan_ms, holder) end
  call('PEXPIRE', places, loan_ms)
end

function operations.giveBack(holder)
  call('ZREM', places, holder)
end

return operations[ARGV[1]](unpack(ARGV, 3))
