-- One session's memory. KEYS are all of that session's keys, in one slot and always in this order;
-- ARGV[1] names the operation, at the end of this file, and the rest are its arguments.
--
-- A record is stored as `head{json`: what has to be known of it here, then the JSON, which nothing here
-- reads or writes. Heads hold ids that we or the vector store have made, so no id has a space in it.
local life, threads, thread_order, items, item_order, feedback, open_turns, facts, attachments, bytes,
  files, orphans = unpack(KEYS)
local call = redis.call

-- Files are not among them: whatever happens, somebody has to remove them from the vector store.
local perishable = {
  life, threads, thread_order, items, item_order, feedback, open_turns, facts, attachments, bytes,
}

-- Expiry is the safety net: in time, a sweep finds the session idle and ends its life properly.
local GRACE_MS = 60 * 60 * 1000

local function expire(keys)
  local at = tonumber(call('HGET', life, 'expires')) + GRACE_MS
  for _, key in ipairs(keys) do call('PEXPIREAT', key, at) end
end

-- To be removed from the vector store; listed here until that is known outside the session too.
local function orphan(file)
  call('HDEL', files, file)
  call('SADD', orphans, file)
end

-- Returns whether there was anything.
local function forget()
  local own = call('HKEYS', files)
  for _, file in ipairs(own) do orphan(file) end
  return call('UNLINK', unpack(perishable)) > 0 or #own > 0
end

local function is_over(now)
  local expires = call('HGET', life, 'expires')
  return not expires or tonumber(expires) < tonumber(now)
end

-- What comes in after its session was forgotten begins a new life, which ends at the usual time.
local function live(usual_expiry)
  if call('EXISTS', life) == 1 then return end
  forget()
  call('HSET', life, 'expires', usual_expiry)
end

local function next_place()
  return string.format('%016d', call('HINCRBY', life, 'seq', 1))
end

-- Lists in the order in which their records were first saved: clocks collide, a sequence does not.
-- `records` is a hash from `group id` to `place{json`, `order` a sorted set of `group place id`, all of
-- score 0, so that it is sorted by group, then place; a page is a range of it. '!' comes after ' '.

local function place_of(records, group, id)
  local stored = call('HGET', records, group .. ' ' .. id)
  return stored and stored:match('^%d+')
end

local function member(group, place, id)
  return group .. ' ' .. place .. ' ' .. id
end

local function field_of(group, listed)
  return group .. ' ' .. listed:sub(#group + 2):match('^%d+ (.*)$')
end

local function put(records, order, group, id, json)
  local place = place_of(records, group, id)
  if not place then
    place = next_place()
    call('ZADD', order, 0, member(group, place, id))
  end
  call('HSET', records, group .. ' ' .. id, place .. json)
  expire({ life, records, order })
end

local function remove(records, order, group, id)
  local place = place_of(records, group, id)
  if not place then return end
  call('ZREM', order, member(group, place, id))
  call('HDEL', records, group .. ' ' .. id)
end

-- Returns how many. `from` is the beginning of a range by lex.
local function remove_from(records, order, group, from)
  local range = call('ZRANGEBYLEX', order, from, '(' .. group .. '!')
  for _, listed in ipairs(range) do
    call('ZREM', order, listed)
    call('HDEL', records, field_of(group, listed))
  end
  return #range
end

local function page(records, order, group, direction, limit, after)
  local first, last = '[' .. group .. ' ', '(' .. group .. '!'
  if after then
    local place = place_of(records, group, after)
    if not place then return false end
    local from = '(' .. member(group, place, after)
    if direction == 'asc' then first = from else last = from end
  end
  local range
  if direction == 'asc' then
    range = call('ZRANGEBYLEX', order, first, last, 'LIMIT', 0, limit)
  else
    range = call('ZREVRANGEBYLEX', order, last, first, 'LIMIT', 0, limit)
  end
  if #range == 0 then return {} end
  local fields = {}
  for i, listed in ipairs(range) do fields[i] = field_of(group, listed) end
  return call('HMGET', records, unpack(fields))
end

local function has_thread(thread)
  return call('HEXISTS', threads, ' ' .. thread) == 1
end

-- `place thread {json`; the thread is where it was attached, or nothing.
local function save_file(file, thread, json)
  local stored = call('HGET', files, file)
  local place, attached_in
  if stored then place, attached_in = stored:match('^(%d+) (%S*) ') end
  call('HSET', files, file, (place or next_place()) .. ' ' .. (attached_in or thread) .. ' ' .. json)
  expire({ life })
end

local function attach_file(file, thread)
  local stored = call('HGET', files, file)
  if not stored then return end
  local place, json = stored:match('^(%d+) %S* (.*)$')
  call('HSET', files, file, place .. ' ' .. thread .. ' ' .. json)
end

-- `thread file {json`, either or both of them nothing.
local function save_attachment(id, thread, file, json)
  call('HSET', attachments, id, thread .. ' ' .. file .. ' ' .. json)
  expire({ life, attachments })
end

local function ratings()
  local count = { positive = 0, negative = 0 }
  for _, kind in ipairs(call('HVALS', feedback)) do count[kind] = count[kind] + 1 end
  return count.positive .. ' ' .. count.negative
end

-- What has to be known outside this session: its ratings, if they may have changed, and its orphans.
local function news(have_ratings_changed)
  local told = call('SMEMBERS', orphans)
  table.insert(told, 1, have_ratings_changed and ratings() or '')
  return told
end

local operations = {}

function operations.touch(now, expires)
  local was_forgotten = is_over(now) and forget()
  call('HSET', life, 'expires', expires)
  expire(perishable)
  return news(was_forgotten)
end

function operations.forget()
  forget()
  return news(true)
end

-- Returns when it will be over, or whether there was anything to forget; then the news.
function operations.forgetIfOver(now)
  local outcome = call('HGET', life, 'expires')
  if is_over(now) then outcome = forget() and 'forgotten' or 'nothing' end
  return { outcome, news(true) }
end

function operations.loadThreads(...)
  return page(threads, thread_order, '', ...)
end

-- Stores the JSON in the place of a record that was read before. Returns whether that was still there.
local function change(records, order, group, id, before, json)
  if call('HGET', records, group .. ' ' .. id) ~= before then return 0 end
  put(records, order, group, id, json)
  return 1
end

function operations.changeThread(thread, ...)
  return change(threads, thread_order, '', thread, ...)
end

function operations.deleteThread(thread)
  if not has_thread(thread) then return news(false) end
  remove_from(items, item_order, thread, '[' .. thread .. ' ')
  remove(threads, thread_order, '', thread)
  call('HDEL', open_turns, thread)
  for _, rated in ipairs(call('HKEYS', feedback)) do
    if rated:match('^%S+') == thread then call('HDEL', feedback, rated) end
  end
  local attached = call('HGETALL', attachments)
  for i = 1, #attached, 2 do
    if attached[i + 1]:match('^%S*') == thread then
      call('HDEL', attachments, attached[i])
      call('HDEL', bytes, attached[i])
    end
  end
  local stored = call('HGETALL', files)
  for i = 1, #stored, 2 do
    if stored[i + 1]:match('^%d+ (%S*)') == thread then orphan(stored[i]) end
  end
  return news(true)
end

-- Attachments come as id, file and JSON, one after the other. Returns whether there was a thread to save it in.
function operations.saveUserMessage(usual_expiry, is_new, thread, thread_json, item, item_json, ...)
  if is_new == '0' and not has_thread(thread) then return 0 end
  live(usual_expiry)
  if not has_thread(thread) then put(threads, thread_order, '', thread, thread_json) end
  local sent = { ... }
  for i = 1, #sent, 3 do
    save_attachment(sent[i], thread, sent[i + 1], sent[i + 2])
    if sent[i + 1] ~= '' then attach_file(sent[i + 1], thread) end
  end
  put(items, item_order, thread, item, item_json)
  return 1
end

function operations.loadThreadItems(thread, ...)
  if not has_thread(thread) then return {} end
  return page(items, item_order, thread, ...)
end

function operations.saveItem(thread, item, json)
  if has_thread(thread) then put(items, item_order, thread, item, json) end
end

function operations.changeItem(thread, ...)
  return change(items, item_order, thread, ...)
end

function operations.deleteItemsAfter(thread, item)
  local place = place_of(items, thread, item)
  if not place then return 0 end
  return remove_from(items, item_order, thread, '(' .. member(thread, place, item))
end

function operations.deleteThreadItem(thread, item)
  remove(items, item_order, thread, item)
end

function operations.saveFeedback(thread, kind, ...)
  if not has_thread(thread) then return news(false) end
  for _, item in ipairs({ ... }) do call('HSET', feedback, thread .. ' ' .. item, kind) end
  expire({ feedback })
  return news(true)
end

-- `turn [json`, by its thread.
function operations.saveOpenTurn(thread, turn, json)
  if not has_thread(thread) then return end
  call('HSET', open_turns, thread, turn .. ' ' .. json)
  expire({ life, open_turns })
end

-- Returns whether it was open. Its last items come as id and JSON, one after the other.
function operations.closeOpenTurn(thread, turn, ...)
  local stored = call('HGET', open_turns, thread)
  if not stored or stored:match('^%S+') ~= turn then return 0 end
  call('HDEL', open_turns, thread)
  local last = { ... }
  for i = 1, #last, 2 do put(items, item_order, thread, last[i], last[i + 1]) end
  return 1
end

-- Facts come as name and JSON, one after the other.
function operations.saveFacts(usual_expiry, ...)
  live(usual_expiry)
  call('HSET', facts, ...)
  expire({ life, facts })
end

function operations.saveAttachment(usual_expiry, ...)
  live(usual_expiry)
  save_attachment(...)
end

function operations.saveAttachmentBytes(id, content)
  if call('HEXISTS', attachments, id) == 0 then return end
  call('HSET', bytes, id, content)
  expire({ bytes })
end

function operations.deleteAttachment(id)
  local stored = call('HGET', attachments, id)
  if not stored then return news(false) end
  local file = stored:match('^%S* (%S*)')
  if file ~= '' then orphan(file) end
  call('HDEL', attachments, id)
  call('HDEL', bytes, id)
  return news(false)
end

function operations.saveFile(usual_expiry, ...)
  live(usual_expiry)
  save_file(...)
end

function operations.deleteFile(file)
  if call('HEXISTS', files, file) == 1 then orphan(file) end
  return news(false)
end

return operations[ARGV[1]](unpack(ARGV, 2))
