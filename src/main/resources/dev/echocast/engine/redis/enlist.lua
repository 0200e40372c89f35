-- Says who is in a topic on a node, and announces who came and went.
-- KEYS: members, sessions
-- ARGV: channel, node, its members, ms to believe in them, its sessions, announcement or an empty text
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
if ARGV[3] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[2])
  redis.call('HDEL', KEYS[2], ARGV[2])
else
  redis.call('HSET', KEYS[1], ARGV[2], (now + ARGV[4]) .. ' ' .. ARGV[3])
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
if ARGV[6] ~= '' then
  redis.call('PUBLISH', ARGV[1], ARGV[6])
end
