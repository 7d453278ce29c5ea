-- One session's memory. KEYS are all of that session's keys, in one slot and always in this order;
-- ARGV[1] names the operation, at the end of this file, and the rest are its arguments.
--
-- A record is stored as `head{json`: what has to be known of it here, then the JSON, which nothing here
-- reads or writes. Heads hold ids that we or the vector store have made, so no id has a space in it.
local life, threads, thread_order, items, item_order, feedback, open_turns, facts, attachments, bytes,
  sizes, files, orphans = unpack(KEYS)
local call = redis.call

-- Files are not among them: whatever happens, somebody has to remove them from the vector store.
local perishable = {
  life, threads, thread_order, items, item_order, feedback, open_turns, facts, attachments, bytes,
  sizes,
}

-- When to look again at a session that is over, but in which an answer is being written.
local LOOK_AGAIN_MS = 60 * 1000

-- Expiry is the safety net: in time, a sweep finds the session idle and ends its life properly. It goes
-- by the server's clock, which may be put forward by a day; all else goes by the time that is given.
local GRACE_MS = 48 * 60 * 60 * 1000

local function begin_life(now, idle_ms)
  local expires = tonumber(now) + tonumber(idle_ms)
  local keep_until = call('TIME')[1] * 1000 + tonumber(idle_ms) + GRACE_MS
  call('HSET', life, 'expires', expires, 'keep_until', keep_until)
end

local function expire(keys)
  local expires, keep_until = unpack(call('HMGET', life, 'expires', 'keep_until'))
  -- Earlier versions do not note the second.
  local at = math.max(tonumber(expires) + GRACE_MS, tonumber(keep_until or 0))
  for _, key in ipairs(keys) do call('PEXPIREAT', key, at) end
end

-- To be removed from the vector store; listed here until that is known outside the session too. Where
-- the server is full it cannot be listed: then it stays a file until the next attempt.
local function orphan(file)
  local listed = redis.pcall('SADD', orphans, file)
  if type(listed) == 'table' and listed.err then return end
  call('HDEL', files, file)
  call('HDEL', sizes, file)
end

-- Returns whether there was anything.
local function forget()
  local own = call('HKEYS', files)
  for _, file in ipairs(own) do orphan(file) end
  return call('UNLINK', unpack(perishable)) > 0 or #own > 0
end

-- A session in which an answer is being written is in use.
local function is_over(now)
  local expires = call('HGET', life, 'expires')
  if not expires then return true end
  return tonumber(expires) < tonumber(now) and call('HLEN', open_turns) == 0
end

-- What comes in after its session was forgotten begins a new life, which lasts for the usual time.
local function live(now, idle_ms)
  if call('EXISTS', life) == 1 then return end
  forget()
  begin_life(now, idle_ms)
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
    -- A rating goes with its item.
    call('HDEL', feedback, field_of(group, listed))
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
local function add_file(file, size, json)
  if call('HEXISTS', files, file) == 1 then return end
  call('HSET', files, file, next_place() .. '  ' .. json)
  call('HSET', sizes, file, size .. ' 0 -')
  expire({ life, sizes })
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

-- What the files of a session take: for each attachment, file and reservation `size until file`. Until
-- when it is waited for, or 0 where it is there; and the file that was made of an attachment, or `-`.
local function each_size(visit)
  local all = call('HGETALL', sizes)
  for i = 1, #all, 2 do
    local size, waits, file = all[i + 1]:match('^(%d+) (%d+) (%S+)$')
    visit(all[i], tonumber(size), tonumber(waits), file)
  end
end

-- Returns how many there are and their bytes; an attachment and its file count once. What has not come
-- in time does not count.
local function used(now)
  local count, total, made = 0, 0, {}
  each_size(function(_, _, _, file) made[file] = true end)
  each_size(function(id, size, waits)
    if made[id] or (waits > 0 and waits < tonumber(now)) then return end
    count = count + 1
    total = total + size
  end)
  return count, total
end

local function drop_unreceived(now)
  each_size(function(id, _, waits)
    if waits == 0 or waits >= tonumber(now) then return end
    call('HDEL', sizes, id)
    call('HDEL', attachments, id)
  end)
end

local function admit(now, size, most_files, most_bytes)
  drop_unreceived(now)
  local count, total = used(now)
  if count >= tonumber(most_files) then return 'no_places' end
  if total + tonumber(size) > tonumber(most_bytes) then return 'no_bytes' end
  return 'admitted'
end

local function await(id, size, now, wait_ms)
  call('HSET', sizes, id, string.format('%s %.0f -', size, tonumber(now) + tonumber(wait_ms)))
  expire({ life, sizes })
end

local function is_awaited(id, size, now)
  local most, waits = (call('HGET', sizes, id) or ''):match('^(%d+) (%d+) ')
  return most and tonumber(waits) >= tonumber(now) and tonumber(size) <= tonumber(most)
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

function operations.touch(now, idle_ms)
  local was_forgotten = is_over(now) and forget()
  begin_life(now, idle_ms)
  expire(perishable)
  return news(was_forgotten)
end

function operations.forget()
  forget()
  return news(true)
end

-- Returns when to look again, or whether there was anything to forget; then the news.
function operations.forgetIfOver(now)
  local again = string.format('%.0f', tonumber(now) + LOOK_AGAIN_MS)
  if is_over(now) then
    local was_any = forget()
    -- The server is full: somebody has to find them later.
    if call('HLEN', files) > 0 then return { again, news(true) } end
    return { was_any and 'forgotten' or 'nothing', news(true) }
  end
  local expires = tonumber(call('HGET', life, 'expires'))
  return { expires < tonumber(now) and again or string.format('%.0f', expires), news(true) }
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
      call('HDEL', sizes, attached[i])
    end
  end
  local stored = call('HGETALL', files)
  for i = 1, #stored, 2 do
    if stored[i + 1]:match('^%d+ (%S*)') == thread then orphan(stored[i]) end
  end
  return news(true)
end

-- Attachments come as id, file and JSON, one after the other. Limits are nothing where there are none.
-- Returns whether it is saved, or why not.
function operations.saveUserMessage(
  now, idle_ms, is_new, most_threads, most_items, thread, thread_json, item, item_json, ...
)
  local is_there = has_thread(thread)
  local sent = { ... }
  if is_new == '0' and not is_there then return 'no_thread' end
  if most_threads ~= '' then
    local is_full = call('HLEN', threads) >= tonumber(most_threads)
    if is_new == '1' and not is_there and is_full then return 'threads_full' end
    local stored = call('ZLEXCOUNT', item_order, '[' .. thread .. ' ', '(' .. thread .. '!')
    if stored >= tonumber(most_items) then return 'thread_full' end
  end
  for i = 1, #sent, 3 do
    if call('HEXISTS', attachments, sent[i]) == 0 then return 'no_attachment' end
  end
  live(now, idle_ms)
  if not is_there then put(threads, thread_order, '', thread, thread_json) end
  for i = 1, #sent, 3 do
    save_attachment(sent[i], thread, sent[i + 1], sent[i + 2])
    if sent[i + 1] ~= '' then attach_file(sent[i + 1], thread) end
  end
  put(items, item_order, thread, item, item_json)
  return 'saved'
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

-- Returns how many, then the news.
function operations.deleteItemsAfter(thread, item)
  local place = place_of(items, thread, item)
  if not place then return { 0, news(false) } end
  local count = remove_from(items, item_order, thread, '(' .. member(thread, place, item))
  return { count, news(true) }
end

function operations.deleteThreadItem(thread, item)
  remove(items, item_order, thread, item)
  call('HDEL', feedback, thread .. ' ' .. item)
  return news(true)
end

function operations.saveFeedback(thread, kind, ...)
  if not has_thread(thread) then return news(false) end
  for _, item in ipairs({ ... }) do
    local field = thread .. ' ' .. item
    if call('HEXISTS', items, field) == 1 then call('HSET', feedback, field, kind) end
  end
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
function operations.saveFacts(now, idle_ms, ...)
  live(now, idle_ms)
  call('HSET', facts, ...)
  expire({ life, facts })
end

function operations.countBytes(now)
  local _, total = used(now)
  return total
end

-- Returns whether there is room for it, or what is missing.
function operations.announceAttachment(now, idle_ms, wait_ms, most_files, most_bytes, id, size, json)
  local admission = admit(now, size, most_files, most_bytes)
  if admission ~= 'admitted' then return admission end
  live(now, idle_ms)
  save_attachment(id, '', '', json)
  await(id, size, now, wait_ms)
  return admission
end

-- Its content are its bytes, or the JSON of the file that was made of it. Returns whether it was waited for.
function operations.receiveAttachment(now, id, size, json, file, content)
  local announced = call('HGET', attachments, id)
  if not announced then return 0 end
  -- Earlier versions note no sizes.
  local is_older = call('HEXISTS', sizes, id) == 0 and announced:find('"uploaded":false', 1, true)
  if not is_older and not is_awaited(id, size, now) then return 0 end
  if file == '' then
    call('HSET', bytes, id, content)
    expire({ bytes })
  else
    add_file(file, size, content)
  end
  save_attachment(id, '', file, json)
  call('HSET', sizes, id, size .. ' 0 ' .. (file == '' and '-' or file))
  return 1
end

function operations.deleteAttachment(id)
  local stored = call('HGET', attachments, id)
  if not stored then return news(false) end
  local file = stored:match('^%S* (%S*)')
  if file ~= '' then orphan(file) end
  call('HDEL', attachments, id)
  call('HDEL', bytes, id)
  call('HDEL', sizes, id)
  return news(false)
end

-- As for `announceAttachment`.
function operations.reserveFile(now, idle_ms, wait_ms, most_files, most_bytes, id, size)
  local admission = admit(now, size, most_files, most_bytes)
  if admission ~= 'admitted' then return admission end
  live(now, idle_ms)
  await(id, size, now, wait_ms)
  return admission
end

-- Returns whether there was room reserved for it.
function operations.addFile(now, reservation, file, size, json)
  if not is_awaited(reservation, size, now) then return 0 end
  add_file(file, size, json)
  call('HDEL', sizes, reservation)
  return 1
end

function operations.releaseFile(reservation)
  call('HDEL', sizes, reservation)
end

-- As for threads; the head is the same.
function operations.changeFile(file, before, json)
  if call('HGET', files, file) ~= before then return 0 end
  call('HSET', files, file, before:match('^%d+ %S* ') .. json)
  return 1
end

function operations.deleteFile(file)
  if call('HEXISTS', files, file) == 1 then orphan(file) end
  return news(false)
end

return operations[ARGV[1]](unpack(ARGV, 2))
