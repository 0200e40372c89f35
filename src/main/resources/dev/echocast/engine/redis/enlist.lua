-- Says who is in a topic on a node, and announces who came and went.
-- KEYS: members, sessions
-- ARGV: channel, node, its members, ms to believe in them, announcement or an empty text, version of the node's list of
--   sessions to which what follows is a change or an empty text if it is the whole list, version afterwards, how many
--   sessions are taken out, those, those added
local members, sessions, node = KEYS[1], KEYS[2], ARGV[2]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function forget()
  redis.call('HDEL', sessions, node)
  for _, field in ipairs(redis.call('HKEYS', sessions)) do
    if string.sub(field, 1, #node + 1) == node .. ' ' then
      redis.call('HDEL', sessions, field)
    end
  end
end

if ARGV[3] == '0' then
  redis.call('HDEL', members, node)
  forget()
else
  redis.call('HSET', members, node, (now + ARGV[4]) .. ' ' .. ARGV[3])
  if ARGV[6] == '' then
    forget()
  end
  -- A change to another list than the one that is here waits for the next touch, which has the whole sent.
  if ARGV[6] == '' or (redis.call('HGET', sessions, node) or '0') == ARGV[6] then
    local added = 9 + ARGV[8]
    for i = 9, #ARGV do
      if i < added then
        redis.call('HDEL', sessions, node .. ' ' .. ARGV[i])
      else
        redis.call('HSET', sessions, node .. ' ' .. ARGV[i], '')
      end
    end
    redis.call('HSET', sessions, node, ARGV[7])
  end
  redis.call('PEXPIRE', members, ARGV[4])
  redis.call('PEXPIRE', sessions, ARGV[4])
end
if ARGV[5] ~= '' then
  redis.call('PUBLISH', ARGV[1], ARGV[5])
end
