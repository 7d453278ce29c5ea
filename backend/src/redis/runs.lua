-- The runs of one session. KEYS[1] is a hash from a run's id to its record, as JSON; KEYS[2] is the log of the
-- run in question: a stream whose ids are the numbers of its events. ARGV[1] names the operation, at the end of
-- this file, ARGV[2] the run; the rest are its arguments.
--
-- A record's `state` is one of: claimed, running, waiting (for another process to go on with it), ended. Who owns
-- a run has to write something of it before its `lease` is over. There is one clock: that of this server.
local runs, log = KEYS[1], KEYS[2]
local id = ARGV[2]
local call = redis.call

-- A run whose owner is dead is closed by somebody long before; one that still is not, never will be.
local LOST_AFTER_LEASES = 4

local function now()
  local time = call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function load(run_id)
  local json = call('HGET', runs, run_id)
  return json and cjson.decode(json)
end

local function renew(run)
  run.lease = now() + run.lease_ms
  run.lost = run.lease + run.lease_ms * LOST_AFTER_LEASES
end

local function save(run_id, run)
  call('HSET', runs, run_id, cjson.encode(run))
end

-- Of a run whose process dies, nothing is left some time later, whatever happens.
local function keep(run, keep_ms)
  local most = keep_ms + run.lease_ms * (LOST_AFTER_LEASES + 1)
  call('PEXPIRE', runs, most)
  call('PEXPIRE', log, run.state == 'ended' and keep_ms or most)
end

local function is_over(run, at)
  if run.state == 'ended' then return run.ends < at end
  if run.state == 'claimed' then return run.lease < at end
  return run.lost < at
end

local function add(number, name, value)
  call('XADD', log, number .. '-0', name, value)
end

local operations = {}

-- Returns the record, where there is one that is not over.
function operations.load()
  local run = load(id)
  return run and not is_over(run, now()) and cjson.encode(run)
end

-- Returns the ids and records of all runs that are not over, one after the other.
function operations.list()
  local at = now()
  local all, found = call('HGETALL', runs), {}
  for i = 1, #all, 2 do
    if not is_over(cjson.decode(all[i + 1]), at) then
      table.insert(found, all[i])
      table.insert(found, all[i + 1])
    end
  end
  return found
end

-- Returns entries of the log behind event `after`: until they come to that many bytes, or the log to its end.
function operations.read(after, most_bytes)
  local found, bytes = {}, 0
  while bytes < tonumber(most_bytes) do
    local entries = call('XRANGE', log, '(' .. after .. '-0', '+', 'COUNT', 8)
    if #entries == 0 then break end
    for _, entry in ipairs(entries) do
      table.insert(found, entry)
      bytes = bytes + #entry[2][2]
      if bytes >= tonumber(most_bytes) then break end
    end
    after = found[#found][1]:match('^%d+')
  end
  return found
end

-- Returns what became of it, and the run that this request has begun already. A key belongs to one request, as the
-- digest tells it.
function operations.claim(thread, key, digest, owner, most, lease_ms, keep_ms)
  local at = now()
  local active, busy = 0, false
  local all = call('HGETALL', runs)
  for i = 1, #all, 2 do
    local run = cjson.decode(all[i + 1])
    if is_over(run, at) then
      call('HDEL', runs, all[i])
    else
      if key ~= '' and run.key == key then
        if run.digest and run.digest ~= digest then return { 'reused' } end
        return { 'repeated', all[i], all[i + 1] }
      end
      if run.state ~= 'ended' then
        active = active + 1
        busy = busy or run.thread == thread
      end
    end
  end
  if busy then return { 'busy' } end
  if active >= tonumber(most) then return { 'full' } end
  local run = {
    thread = thread, key = key, digest = digest, owner = owner, state = 'claimed', started = at, seq = 0, bytes = 0,
    asked = '', lease_ms = tonumber(lease_ms), memo = '', note = '',
  }
  renew(run)
  save(id, run)
  keep(run, keep_ms)
  return { 'claimed', tostring(at) }
end

function operations.abandon(owner)
  local run = load(id)
  if run and run.owner == owner then call('HDEL', runs, id) end
end

-- What its owner may change: nobody else has taken it, and it has not been dropped. Returns what was asked of it,
-- or nothing if it is not the owner's any more.
local function own(owner, change)
  local run = load(id)
  if not run or run.owner ~= owner or run.state == 'ended' or run.state == 'waiting' then return false end
  change(run)
  renew(run)
  save(id, run)
  return run.asked
end

function operations.start(owner, memo)
  return own(owner, function(run)
    run.state = 'running'
    run.memo = memo
  end)
end

-- Also asked again with events that came through before: each is written once. Returns the number of the last one
-- that is there, where some behind it are missing: this server has lost what it had confirmed.
function operations.append(owner, keep_ms, first, ...)
  local events = { ... }
  local run = load(id)
  if run and run.owner == owner and run.seq + 1 < tonumber(first) then return run.seq end
  return own(owner, function(run)
    for i, event in ipairs(events) do
      local number = first + i - 1
      if number > run.seq then
        add(number, 'event', event)
        run.seq = number
        run.bytes = (run.bytes or 0) + #event
      end
    end
    keep(run, keep_ms)
  end)
end

function operations.note(owner, note)
  return own(owner, function(run) run.note = note end)
end

function operations.renew(owner, keep_ms)
  return own(owner, function(run) keep(run, keep_ms) end)
end

function operations.finish(owner, keep_ms)
  return own(owner, function(run)
    add(run.seq + 1, 'end', '')
    run.state = 'ended'
    run.ends = now() + keep_ms
    keep(run, keep_ms)
  end)
end

-- Others have until then to take it.
function operations.handOver(owner, wait_ms)
  return own(owner, function(run)
    run.state = 'waiting'
    run.owner = ''
    run.lease_ms, run.usual_lease_ms = tonumber(wait_ms), run.lease_ms
  end)
end

-- `wanted` is 'waiting', or 'abandoned': its lease is over. Returns the record, if it is the new owner's now.
function operations.take(owner, wanted)
  local run = load(id)
  if not run or run.state == 'claimed' then return 'gone' end
  if run.state == 'ended' then return 'ended' end
  local is_abandoned = run.lease < now()
  if wanted == 'waiting' and run.state ~= 'waiting' then return 'alive' end
  if wanted == 'abandoned' and not is_abandoned then return 'alive' end
  run.state = 'running'
  run.owner = owner
  run.lease_ms = run.usual_lease_ms or run.lease_ms
  renew(run)
  save(id, run)
  return { cjson.encode(run) }
end

-- Its owner finds it, at the latest, when it writes. Returns who that is.
function operations.ask(what)
  local run = load(id)
  if not run or run.state == 'ended' then return '' end
  if run.asked ~= 'cancel' then run.asked = what end
  save(id, run)
  return run.owner
end

-- Returns whether it was there.
function operations.drop()
  call('UNLINK', log)
  return call('HDEL', runs, id)
end

return operations[ARGV[1]](unpack(ARGV, 3))
