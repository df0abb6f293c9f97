/**
 * What Redis runs, each script as one operation. Time is the server's own, so that clocks of nodes need not agree.
 *
 * What counts within a window is a hash, cut into the same slots as `SlidingWindow`: an amount by the number of its slot,
 * `sum` of all, `first` slot that may count and `last` that does. Calls at once are a sorted set: each until its lease ends.
 */

/** A clock that went back by more than a window, as a replica's may that takes over, begins it anew. */
const WINDOWS = `
local SLOTS = 240
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function text(number) return string.format('%.0f', number) end

local function amountsOf(key, from, to)
  local fields = {}
  for slot = from, to do fields[#fields + 1] = text(slot) end
  return fields, #fields > 0 and redis.call('HMGET', key, unpack(fields)) or {}
end

local function forget(window)
  local from = math.floor((now - window.ms) / window.slotMs)
  if window.last < from or window.last > window.slot + SLOTS then
    redis.call('DEL', window.key)
    window.sum, window.first, window.last = 0, window.slot, nil
  elseif window.first < from then
    local fields, amounts = amountsOf(window.key, window.first, from - 1)
    for _, amount in ipairs(amounts) do window.sum = window.sum - (tonumber(amount) or 0) end
    redis.call('HDEL', window.key, unpack(fields))
    window.first = from
    redis.call('HSET', window.key, 'sum', text(window.sum), 'first', text(from))
  end
end

local function windowOf(key, ms)
  local window = { key = key, ms = ms, slotMs = ms / SLOTS, sum = 0 }
  window.slot = math.floor(now / window.slotMs)
  window.first = window.slot
  local kept = redis.call('HMGET', key, 'sum', 'first', 'last')
  if kept[3] then
    window.sum, window.first, window.last = tonumber(kept[1]), tonumber(kept[2]), tonumber(kept[3])
    forget(window)
  end
  return window
end

local function endOf(window, slot) return math.ceil((slot + 1) * window.slotMs + window.ms - now) end

local function emptyIn(window) return window.last and endOf(window, window.last) or 0 end

local function add(window, slot, amount)
  if window.last and window.last > slot then slot = window.last end
  window.sum = window.sum + amount
  window.last = slot
  redis.call('HINCRBY', window.key, text(slot), text(amount))
  redis.call('HSET', window.key, 'sum', text(window.sum), 'first', text(window.first), 'last', text(slot))
  redis.call('PEXPIRE', window.key, text(math.ceil(window.ms + 2 * window.slotMs)))
  return slot
end
`;

/**
 * Takes of all limits, or of none.
 *
 * ARGV: what the call is known by, how long its lease is in milliseconds; then for each key the limit, the amount, and the
 * length of the window in milliseconds, 0 = calls at once, of which none or one is taken.
 * Returns 1, and for each key the slot, what remains, and after how many milliseconds all is there again; or 0, the index
 * of the key that has no room for longest, what remains of it, after how long all is there again, and after how long there
 * is room.
 */
export const TAKE = `${WINDOWS}
local WAIT_FOR_A_CALL_MS = 1000
local call, lease = ARGV[1], tonumber(ARGV[2])
local wishes = {}
local reached, longest = nil, -1

local function waitFor(wish)
  local window = wish.window
  if not window then return WAIT_FOR_A_CALL_MS end
  local _, amounts = amountsOf(window.key, window.first, window.last or window.first - 1)
  local left = window.sum
  for at, amount in ipairs(amounts) do
    left = left - (tonumber(amount) or 0)
    if left + wish.amount <= wish.limit then return endOf(window, window.first + at - 1) end
  end
  return 0
end

for index, key in ipairs(KEYS) do
  local at = 3 * index
  local wish = { limit = tonumber(ARGV[at]), amount = tonumber(ARGV[at + 1]) }
  local ms = tonumber(ARGV[at + 2])
  if ms > 0 then
    wish.window = windowOf(key, ms)
    wish.used = wish.window.sum
  else
    redis.call('ZREMRANGEBYSCORE', key, '-inf', text(now))
    wish.used = redis.call('ZCARD', key)
  end
  if wish.used + wish.amount > wish.limit then
    local resetMs = wish.window and emptyIn(wish.window) or 0
    local wait = waitFor(wish)
    local order = wish.limit == 0 and math.huge or wait
    if order > longest then
      longest = order
      reached = { 0, index - 1, math.max(0, wish.limit - wish.used), resetMs, wait }
    end
  end
  wishes[index] = wish
end
if reached then return reached end

local taken = { 1 }
for index, wish in ipairs(wishes) do
  local slot, resetMs = 0, 0
  if wish.window then
    slot = wish.amount > 0 and add(wish.window, wish.window.slot, wish.amount) or wish.window.slot
    resetMs = emptyIn(wish.window)
  elseif wish.amount > 0 then
    redis.call('ZADD', KEYS[index], text(now + lease), call)
    redis.call('PEXPIRE', KEYS[index], text(lease))
  end
  taken[#taken + 1] = slot
  taken[#taken + 1] = math.max(0, wish.limit - wish.used - wish.amount)
  taken[#taken + 1] = resetMs
end
return taken
`;

/**
 * A call is over.
 *
 * ARGV: what it is known by; then for each key the length of the window as above, the slot, and by how much more than
 * thought it came to. Less of what is forgotten by now changes nothing, more counts from now on.
 */
export const SETTLE = `${WINDOWS}
local function empty(window, slot)
  redis.call('HDEL', window.key, text(slot))
  if slot < window.last then return end
  local fields, amounts = amountsOf(window.key, window.first, slot)
  for at = #fields, 1, -1 do
    if amounts[at] then return redis.call('HSET', window.key, 'last', fields[at]) end
  end
  redis.call('DEL', window.key)
end

for index, key in ipairs(KEYS) do
  local at = 3 * index - 1
  local ms, slot, difference = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  if ms == 0 then
    redis.call('ZREM', key, ARGV[1])
  else
    local window = windowOf(key, ms)
    if redis.call('HEXISTS', key, text(slot)) == 1 then
      redis.call('HINCRBY', key, 'sum', text(difference))
      local left = redis.call('HINCRBY', key, text(slot), text(difference))
      if left < 0 then redis.call('HINCRBY', key, 'sum', text(-left)) end
      if left <= 0 then empty(window, slot) end
    elseif difference > 0 then
      add(window, window.slot, difference)
    end
  end
end
return 1
`;

/**
 * What was counted elsewhere counts from now on: KEYS where, ARGV the length of the window, and then, again and again, how
 * long ago it was, in milliseconds, and how much; less than nothing = so much of it was counted for nothing.
 */
export const CARRY = `${WINDOWS}
local window = windowOf(KEYS[1], tonumber(ARGV[1]))
local from = math.floor((now - window.ms) / window.slotMs)

-- slots of a node begin at other times: it may stand in the next one, and what stood there, taken for another, beside it
local function takeBack(slot, amount)
  for _, at in ipairs({ slot, slot + 1, slot - 1, slot + 2 }) do
    local there = tonumber(redis.call('HGET', window.key, text(at))) or 0
    local part = math.max(0, math.min(there, amount))
    if part > 0 then redis.call('HINCRBY', window.key, text(at), text(-part)) end
    window.sum, amount = window.sum - part, amount - part
  end
end

for at = 2, #ARGV, 2 do
  local slot = math.floor((now - ARGV[at]) / window.slotMs)
  if tonumber(ARGV[at + 1]) < 0 then
    takeBack(slot, -ARGV[at + 1])
  elseif slot >= from then
    redis.call('HINCRBY', window.key, text(slot), ARGV[at + 1])
    window.sum = window.sum + ARGV[at + 1]
    window.first = math.min(window.first, slot)
    window.last = math.max(window.last or slot, slot)
  end
end
if window.last then
  redis.call('HSET', window.key, 'sum', text(window.sum), 'first', text(window.first), 'last', text(window.last))
  redis.call('PEXPIRE', window.key, text(math.ceil(window.ms + 2 * window.slotMs)))
end
return 1
`;

/**
 * This node lives: KEYS the nodes, and what is drawn anew whenever the server forgets; ARGV the node's id, how long that
 * holds, in milliseconds, 0 = it goes, and a draw. Returns how many live, and what was drawn.
 */
export const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], 3600000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('SET', KEYS[2], ARGV[3], 'NX')
redis.call('PEXPIRE', KEYS[2], 172800000)
return { redis.call('ZCARD', KEYS[1]), redis.call('GET', KEYS[2]) }
`;

/** Calls go on: KEYS what they are counted in, ARGV how long that holds, in milliseconds, and the calls. */
export const RENEW = `
local time = redis.call('TIME')
local untilMs = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for at = 2, #ARGV do redis.call('ZADD', KEYS[1], untilMs, ARGV[at]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
`;
