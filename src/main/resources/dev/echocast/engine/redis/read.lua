-- Reads a page of a topic.
-- KEYS: state, stream
-- ARGV: epoch and offset after which to read, offsets that count as kept, messages to read, bytes to stop before,
--   whether what the epoch follows on continues in it, time of the message at that epoch and offset or 0
-- Returns nothing if the topic does not exist, else its epoch, its offset, the time, how many messages the stream
--   has, whether it knows the message after which to read, if it can tell, and offset, time and text of each message.
local state, stream = KEYS[1], KEYS[2]
local known = redis.call('HMGET', state, 'epoch', 'offset', 'first', 'previous')
local epoch, offset, first, previous = known[1], tonumber(known[2] or 0), tonumber(known[3] or 0), known[4]
if not epoch then
  return nil
end
local since, limit = tonumber(ARGV[2]), tonumber(ARGV[4])
local from = math.max(1, offset - tonumber(ARGV[3]) + 1)
if ARGV[6] == '1' and ARGV[1] ~= epoch then
  from = (ARGV[1] == previous and since < first) and since + 1 or first + 1
elseif ARGV[1] == epoch and since <= offset and since >= from - 1 then
  from = since + 1
end
local clock = redis.call('TIME')
local forgotten = 0
if ARGV[7] ~= '0' and ARGV[1] == epoch then
  local entry = redis.call('XRANGE', stream, since .. '-0', since .. '-0')[1]
  if offset < since or (entry and entry[2][2] ~= ARGV[7]) then
    forgotten = 1
  end
end
local result = {epoch, offset, clock[1] * 1000 + math.floor(clock[2] / 1000), redis.call('XLEN', stream), 1 - forgotten}
local count, bytes, full = 0, 0, false
while count < limit and not full do
  local page = redis.call('XRANGE', stream, from .. '-0', '+', 'COUNT', math.min(16, limit - count))
  full = #page == 0
  for _, entry in ipairs(page) do
    bytes = bytes + #entry[2][4]
    full = full or (bytes > tonumber(ARGV[5]) and count > 0)
    if full then
      break
    end
    local at = tonumber(string.match(entry[1], '%d+'))
    result[#result + 1] = at
    result[#result + 1] = tonumber(entry[2][2])
    result[#result + 1] = entry[2][4]
    from = at + 1
    count = count + 1
  end
end
return result
