-- What wrk sends, and what it must get:
--   METHOD PATH STATUS BODY-OCTETS FEED exact|coarse [TOKENS SKIP COUNT]
-- FEED is none; cycle (COUNT tokens, over and over, from memory); once (a token to a request, none twice); again (COUNT
-- tokens, over and over, from the file). SKIP of them are passed over at first.

local head, tail, status, cycle, count, file
local turn, again = 0, false
wrong, exhausted, seen = 0, 0, ""

function setup(thread)
  running = thread
end

function init(arguments)
  local method, path, octets, feed = arguments[1], arguments[2], tonumber(arguments[4]), arguments[5]
  status = tonumber(arguments[3])
  head = method .. " " .. path .. " HTTP/1.1\r\nHost: bench.example\r\nAccept: */*\r\n"
  tail = "\r\n\r\n"
  if octets > 0 then
    tail = "\r\nContent-Length: " .. octets .. tail .. string.rep("x", octets)
  end
  if arguments[6] == "coarse" then
    -- a large body is not to be kept for a look at its status: wrk itself counts those from 400 on
    response = nil
  end
  if feed == "none" then
    local whole = head .. "User-Agent: bench" .. tail
    cycle, count = { [0] = whole }, 1
    return
  end
  head = head .. "User-Agent: bench\r\nAuthorization: Bearer "
  again = feed == "again"
  file = io.open(arguments[7], "r")
  turn, count = tonumber(arguments[8]), tonumber(arguments[9])
  if feed == "cycle" then
    cycle = {}
    for i = 0, count - 1 do
      cycle[i] = head .. assert(file:read("*l"), "too few tokens") .. tail
    end
  else
    for _ = 1, turn do
      file:read("*l")
    end
  end
end

function request()
  if cycle then
    turn = turn + 1
    return cycle[turn % count]
  end
  if again and turn >= count then
    file:seek("set")
    turn = 0
  end
  turn = turn + 1
  local token = file:read("*l")
  if not token then
    exhausted = exhausted + 1
    token = "none-left"
  end
  return head .. token .. tail
end

function response(got)
  if got ~= status then
    wrong = wrong + 1
    seen = tostring(got)
  end
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    'RESULT {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"wrong":%d,"seen":"%s","failed":%d,"from400":%d,"exhausted":%d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    running:get("wrong"), running:get("seen"), errors.connect + errors.read + errors.write + errors.timeout,
    errors.status, running:get("exhausted")))
end
